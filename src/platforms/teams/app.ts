import { TeamsAdapter } from "@microsoft/teams-ai/lib/TeamsAdapter.js";
import { ConfigurationServiceClientCredentialFactory, type TurnContext } from "botbuilder";
import type { Application, Request, Response } from "express";
import type { ChatAccount, Handle, HomeShown, Sender, Suggest } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { type Contact, createAdmission } from "./admission.ts";
import type { InvokeAnswer } from "./answers.ts";
import { type Connector, createTransport } from "./connector.ts";
import { createReadFiles } from "./files.ts";
import { createAllows } from "./hosts.ts";
import { createIsThere } from "./is-there.ts";
import { CALL_TIMEOUT_MS } from "./limits.ts";
import { createListener } from "./listen.ts";
import { Activity } from "./payloads.ts";
import { connectorOf, createMessenger, createSender } from "./sender.ts";
import { mountTab } from "./tab.ts";
import { createTabStreams } from "./tab-streams.ts";
import { createTabVerifier } from "./tab-token.ts";
import { createToken, credentialsOf, requireToken, SCOPE } from "./token.ts";
import { createRequestVerifier, end, ISSUER } from "./verify-request.ts";

export type TeamsParts = {
  appId: string;
  tenantId: string;
  appType: "SingleTenant" | "UserAssignedMSI";
  /** A client secret of the app; a managed identity has none. */
  appPassword?: string | undefined;
  /** Three addresses of Microsoft's: where messages are posted, whose keys sign requests to us, and who issues our token. */
  serviceUrl: string;
  openIdUrl: string;
  loginUrl: string;
  /** Where people reach this server. */
  publicUrl: string;
  handle: Handle;
  suggest: Suggest;
  /** Called when somebody was shown their Home. */
  homeShown: HomeShown;
  /** True the first time a key is seen, false ever after: a request that is sent again does nothing. */
  firstTime: (deliveryKey: string) => Promise<boolean>;
  /** Stores somebody who can be written to. */
  remember: (contact: Contact) => Promise<void>;
  findContact: (email: string) => Promise<string | null>;
  /** Called when Teams says that a person is not there any more. */
  left: (account: ChatAccount, hasLeft: boolean) => Promise<void>;
  log: Log;
  now?: () => Date;
};

export type Teams = {
  /** Adds POST /api/messages and /teams, which read their own bodies: call it before any body parser. */
  mount(app: Application): void;
  /** Gets the bot's token. Rejects with a sentence for the people who run the product. */
  start(): Promise<void>;
  /** Waits for what is still being answered. */
  stop(): Promise<void>;
  sender: Sender;
};

export function createTeams(parts: TeamsParts): Teams {
  const { log, now = () => new Date(), serviceUrl, handle, suggest, firstTime, remember, findContact } = parts;
  // They are compared in many places, and people may write a GUID in capitals.
  const [appId, tenantId] = [parts.appId.toLowerCase(), parts.tenantId.toLowerCase()];
  const allows = createAllows(serviceUrl);
  const token = parts.appType === "SingleTenant" ? createToken({ ...parts, appId, tenantId }) : null;
  const credentials = token ? credentialsOf(token, appId) : managedIdentity(appId, tenantId);
  const transport = createTransport(allows, () => token?.forget());
  const adapter = createAdapter({ ...parts, appId }, credentials, transport);
  const messenger = createMessenger({ adapter, appId, tenantId, serviceUrl });
  const admission = createAdmission({ tenant: tenantId, personalChat: messenger.open, remember, now, log });
  const tell = async (user: string, message: Parameters<typeof messenger.post>[1]) =>
    messenger.post(await messenger.open(user), message);
  const isThere = createIsThere({ tenant: tenantId, personalChat: messenger.open, member: messenger.member });
  const gone = (user: string) => parts.left({ platform: "teams", tenant: tenantId, user }, true);
  const readFiles = createReadFiles(serviceUrl, log);
  const listener = createListener({ handle, suggest, firstTime, admission, readFiles, tell, log });
  const streams = createTabStreams(now);
  const tab = {
    ...{ appId, admission, tell, handle, homeShown: parts.homeShown, streams, log },
    verify: createTabVerifier({ appId, tenantId, publicUrl: parts.publicUrl, loginUrl: parts.loginUrl, now, log }),
    withChat: async <T>(user: string, ask: (chat: string, connector: Connector) => Promise<T>) => {
      const chat = await messenger.open(user);
      return messenger.speak(chat, (connector) => ask(chat, connector));
    },
  };

  // The adapter has checked the signature by then. The SDK never checks the tenant.
  const isOurs = ({ conversation, channelData, serviceUrl }: Activity) =>
    [conversation.tenantId, channelData.tenant.id].every((one) => one.toLowerCase() === tenantId) && allows(serviceUrl);

  async function verified(request: Request, activity: Activity): Promise<InvokeAnswer> {
    let answer: InvokeAnswer = { status: 401 };
    const late = Promise.withResolvers<void>();
    // The SDK would wait forever for the signing keys. Nothing has been done at that point, and Teams delivers again.
    const timer = setTimeout(() => {
      answer = { status: 503 };
      late.resolve();
    }, CALL_TIMEOUT_MS);
    const turn = async (context: TurnContext) => {
      clearTimeout(timer);
      if (answer.status !== 401 || !isOurs(activity)) return;
      const reply = (message: object) => context.sendActivity(message);
      answer = await listener.receive(activity, { connector: connectorOf(context), reply });
    };
    // The SDK answers a bad token with the text of its error, so its answer is thrown away.
    await Promise.race([adapter.process(request, silence(), turn).catch(() => {}), late.promise]);
    clearTimeout(timer);
    return answer;
  }

  async function accept(request: Request, response: Response): Promise<void> {
    const activity = Activity.safeParse(request.body);
    const { status, body } = activity.success
      ? await verified(request, activity.data)
      : { status: 401, body: undefined };
    if (status === 401) log.warn({ platform: "teams", reason: "refused" }, "a request was refused");
    if (body === undefined) return end(response, status);
    response.status(status).json(body);
  }

  return {
    mount(app) {
      app.post("/api/messages", createRequestVerifier({ appId, now, accept }));
      mountTab(app, tab);
    },
    async start() {
      // With an empty app id the SDK lets everybody in.
      if (await credentials.isAuthenticationDisabled()) throw new Error("Teams has no app id");
      if (token) await requireToken(token);
    },
    async stop() {
      streams.close();
      await listener.idle();
    },
    sender: createSender({ messenger, tenantId, findContact, isThere, gone, tabChanged: streams.changed }),
  };
}

type Adapter = InstanceType<typeof TeamsAdapter>;
type Credentials = Adapter["credentialsFactory"];
type Transport = ReturnType<typeof createTransport>;
type AdapterParts = Pick<TeamsParts, "appId" | "openIdUrl" | "loginUrl">;

/** The SDK's adapter, without the ways in that it leaves open. */
export function createAdapter(parts: AdapterParts, credentials: Credentials, httpClient: Transport): Adapter {
  const { appId, openIdUrl, loginUrl } = parts;
  // Without this, the SDK accepts tokens of the Bot Framework Emulator, which any tenant can make.
  const validateClaims = async (claims: { type: string; value: string }[]) => {
    const claim = (name: string) => claims.find(({ type }) => type === name)?.value;
    if (claim("iss") !== ISSUER || claim("aud")?.toLowerCase() !== appId) throw new Error("not for us");
  };
  const endpoints = {
    ToChannelFromBotLoginUrl: loginUrl,
    ToChannelFromBotOAuthScope: SCOPE,
    ToBotFromChannelTokenIssuer: ISSUER,
    OAuthUrl: SCOPE,
    ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdUrl,
  };
  const authentication = { requiredEndorsements: [], validateClaims };
  return new TeamsAdapter(endpoints, credentials, authentication, { httpClient });
}

function managedIdentity(appId: string, tenantId: string): Credentials {
  const identity = { MicrosoftAppType: "UserAssignedMsi", MicrosoftAppId: appId, MicrosoftAppTenantId: tenantId };
  return new ConfigurationServiceClientCredentialFactory(identity);
}

/** A response that nobody reads. */
function silence() {
  const nobody = {
    status: () => nobody,
    send: () => nobody,
    header: () => nobody,
    end: () => nobody,
    socket: undefined,
  };
  return nobody;
}
