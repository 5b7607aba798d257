import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { ownForm } from "../own-form.ts";
import {
  askAlternate,
  confirmAlternate,
  removeAlternate,
  sendAlternateAgain,
  showAlternate,
  stopAlternate,
} from "./alternate.ts";
import {
  beginByLink,
  linkCode,
  linkCodeAgain,
  showAlternateLink,
  showLinkCode,
  showLinkDone,
  showStopped,
  stopByLink,
} from "./alternate-links.ts";
import { beginAuthenticator, confirmAuthenticator, removeAuthenticator, showAuthenticator } from "./authenticator.ts";
import { enableCodes, showCodes } from "./mailed-codes.ts";
import {
  changePassword,
  endOthers,
  newPassword,
  paymentPassword,
  showChangePassword,
  showPaymentPassword,
  showSettings,
  signOut,
} from "./own.ts";
import { type Answer, type Call, type Parts, pageNamed } from "./parts.ts";
import { addPasskey, removePasskey, showPasskey, showPasskeys, usePasskey } from "./passkeys.ts";
import {
  code,
  codeAgain,
  forgotten,
  openLink,
  password,
  recover,
  showCode,
  showForgotten,
  showLink,
  showRecover,
  showSent,
  signIn,
} from "./sign-in.ts";

type Act = (parts: Parts, call: Call) => Answer | Promise<Answer>;

/**
 * The pages below /security. GET shows and POST acts. What was done is told by the page that a redirect leads to, so that a
 * page that is loaded again sends nothing again; what is wrong is told at once, by the form itself.
 */
export function settingsRoutes(parts: Parts): Router {
  const router = express.Router();
  const form = ownForm(parts.security);
  const get = (path: string, act: Act) => router.get(path, called(parts, act));
  const post = (path: string, act: Act) => router.post(path, form, called(parts, act));
  get("/", showSettings);
  post("/sign-in", signIn);
  post("/password", password);
  get("/code", (_, call) => showCode(parts, call, {}, pageNamed(String(call.request.query.page))));
  post("/code", code);
  post("/code/again", codeAgain);
  get("/forgotten", showForgotten);
  post("/forgotten", forgotten);
  get("/forgotten/sent", showSent);
  get("/open/:token{/:page}", showLink);
  post("/open/:token{/:page}", openLink);
  post("/new-password", newPassword);
  get("/change-password", showChangePassword);
  post("/change-password", changePassword);
  get("/recover", showRecover);
  post("/recover", recover);
  get("/authenticator", showAuthenticator);
  post("/authenticator/begin", beginAuthenticator);
  post("/authenticator/confirm", confirmAuthenticator);
  post("/authenticator/remove", removeAuthenticator);
  get("/passkey", showPasskey);
  post("/passkey", usePasskey);
  get("/passkeys", showPasskeys);
  post("/passkeys/add", addPasskey);
  post("/passkeys/remove", removePasskey);
  get("/payment-password", showPaymentPassword);
  post("/payment-password", paymentPassword);
  get("/email", showAlternate);
  post("/email", askAlternate);
  post("/email/again", sendAlternateAgain);
  post("/email/confirm", confirmAlternate);
  post("/email/remove", removeAlternate);
  post("/email/stop", stopAlternate);
  get("/email/stop/:token", showAlternateLink("stop"));
  post("/email/stop/:token", stopByLink);
  get("/email/stopped", showStopped);
  get("/email/confirm/:token", showAlternateLink("confirm"));
  post("/email/confirm/:token", beginByLink);
  get("/email/code", showLinkCode);
  post("/email/code", linkCode);
  post("/email/code/again", linkCodeAgain);
  get("/email/confirmed", showLinkDone);
  get("/codes", showCodes);
  post("/codes", enableCodes);
  post("/end-others", endOthers);
  post("/sign-out", signOut);
  // A page that only takes a form, opened by its address.
  router.get(["/sign-in", "/password", "/code/again", "/new-password", "/end-others", "/sign-out"], (_, response) =>
    response.redirect(303, "/security"),
  );
  return router;
}

/** Finds out who is there, as they are now. */
function called(parts: Parts, act: Act): RequestHandler {
  return async (request: Request, response: Response) => {
    const token = parts.cookies.read(request, "session");
    const visit = token ? await parts.settings.find(token) : null;
    const answer = await act(parts, { request, response, token, visit });
    if ("to" in answer) response.redirect(303, answer.to);
    else parts.show(response, answer);
  };
}
