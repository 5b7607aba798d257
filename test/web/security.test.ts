import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createKeys } from "../../src/core/keys.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import type { Text } from "../../src/core/text.ts";
import { html, markupOf } from "../../src/text/html.ts";
import { timeMark, withoutMarks } from "../../src/text/segments.ts";
import { verbatim } from "../../src/text/text.ts";
import { say } from "../../src/text/translate.ts";
import { finishPage } from "../../src/web/activation/finish-page.ts";
import { NO_NOTES } from "../../src/web/activation/notes.ts";
import { donePage, startPage } from "../../src/web/activation/pages.ts";
import type { Page } from "../../src/web/page-frame.ts";
import { LIMITS } from "../../src/web/server.ts";
import { CODE, cookieIn, csrfIn, openSite, PASSWORD, TOKEN } from "./site.ts";

type Site = Awaited<ReturnType<typeof openSite>>;
const open: Site[] = [];
const link = `/activate/${TOKEN}`;
const NOBODY = `/activate/${"x".repeat(43)}`;
const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async function site(options: Parameters<typeof openSite>[0] = {}): Promise<Site> {
  const made = await openSite(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Presses "Send code" and opens the form. */
async function begin(on: Site) {
  const csrf = csrfIn(await (await on.get(link)).text());
  const sent = await on.post(link, { csrf });
  return { sent, cookie: cookieIn(sent), form: csrfIn(await formOf(on, cookieIn(sent))) };
}

async function formOf(on: Site, cookie: string): Promise<string> {
  return (await on.get("/activate", { cookie })).text();
}

/** Presses "Activate", or what has that path, and looks at the page that it leads to. */
async function send(on: Site, cookie: string, fields: Record<string, string>, path = "/activate/finish") {
  const sent = await on.post(path, fields, { cookie });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, "/activate"]);
  const now = cookieIn(sent) || cookie;
  const shown = await on.get("/activate", { cookie: now });
  return {
    cookie: now,
    status: shown.status,
    page: await shown.text(),
    csp: shown.headers.get("content-security-policy"),
  };
}

function filled(csrf: string, given: Record<string, string> = {}) {
  return { csrf, code: CODE, password: PASSWORD, repeat: PASSWORD, ...given };
}

describe("a link that others open", () => {
  const scanners = [
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Microsoft-SafeLinks",
    "Mozilla/5.0 (compatible; ProofpointURLDefense/1.0; HeadlessChrome/126.0)",
  ];
  it.each(scanners)("E1: a link opened by %s is not used, whether by GET, HEAD or OPTIONS", async (agent) => {
    const on = await site();
    const before = { ...on.state };
    for (const method of ["GET", "HEAD", "OPTIONS", "GET"]) {
      const answer = await on.get(link, { "user-agent": agent }, method);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    expect(on.state).toEqual(before);
    expect((await begin(on)).sent.status).toBe(303);
  });

  it("E2: after the button the token is gone from the address, the page, the cookie and the log", async () => {
    const on = await site();
    const { sent, cookie } = await begin(on);
    expect([sent.status, sent.headers.get("location")]).toEqual([303, "/activate"]);
    const page = await formOf(on, cookie);
    const data = Buffer.from(cookie.split("=")[1]?.split(".")[0] ?? "", "base64url").toString();
    await on.post("/activate/finish", filled(csrfIn(page)), { cookie });
    const kept = [page, cookie, data, JSON.stringify(on.lines)].join("\n");
    for (const secret of [TOKEN, PASSWORD]) expect(kept).not.toContain(secret);
    expect(JSON.stringify(on.lines)).not.toContain(CODE);
    expect(on.lines.map((line) => line.route)).toContain("/activate/:token");
  });

  it("E2: nothing of the pages is told to other sites or kept by the browser", async () => {
    const on = await site();
    for (const path of [link, "/activate", "/", "/nothing"]) {
      const { headers } = await on.get(path);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("E2: over https the cookie can't be set or read by anybody but this host", async () => {
    const secure = (await begin(await site({ https: true }))).sent.headers.get("set-cookie") ?? "";
    expect(secure).toMatch(/^__Host-countersign=/);
    for (const part of ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"]) expect(secure).toContain(part);
    expect(secure).not.toContain("Domain");
    const plain = (await begin(await site())).sent.headers.get("set-cookie") ?? "";
    expect(plain).toMatch(/^countersign=(?!.*Secure).*HttpOnly.*SameSite=Strict/);
  });

  it("E3: a used link, an unknown one and none at all get the same answer, so nothing can be probed", async () => {
    const on = await site();
    on.state.open = false;
    const answers = [];
    for (const path of [
      link,
      NOBODY,
      "/activate/short",
      `/activate/${"x".repeat(5000)}`,
      "/activate/%00",
      "/activate",
    ]) {
      const answer = await on.get(path);
      answers.push([answer.status, await answer.text()]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(410);
  });

  it("E3: of two windows with the same link the first activates and the second is told that the link is used", async () => {
    const on = await site();
    const first = await begin(on);
    const second = await begin(on);
    expect((await send(on, first.cookie, filled(first.form))).page).toContain("You're in".replace("'", "&#39;"));
    expect((await send(on, second.cookie, filled(second.form))).status).toBe(410);
    expect(on.state.tries).toBe(1);
  });

  it("E3: a link that closes while the form is sent is told as closed", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    on.state.closing = true;
    const { status, page } = await send(on, cookie, filled(form));
    expect(status).toBe(410);
    expect(page).toBe(await (await on.get(NOBODY)).text());
  });

  it("E4: a person with the link but not the code can do nothing with it", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    for (const code of ["", "00000000", "1234", "abcdefgh"]) {
      expect((await send(on, cookie, filled(form, { code }))).page).toContain('id="code-error"');
    }
    expect(on.state).toMatchObject({ open: true, accepted: "" });
    expect(on.state.tries, "what can't be a code costs no attempt").toBe(1);
  });
});

describe("the session", () => {
  it("E6: a new code gives a new cookie, and the old one is worth nothing from then on", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    const renewed = cookieIn(await on.post("/activate/code", { csrf: form }, { cookie }));
    expect(renewed).not.toBe(cookie);
    expect((await on.get("/activate", { cookie })).status).toBe(410);
    expect((await on.get("/activate", { cookie: renewed })).status).toBe(200);
  });

  it("E6: activation ends the session, and the new one can only say that it is done", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    const done = await send(on, cookie, filled(form));
    expect(done.cookie).not.toBe(cookie);
    on.state.open = true;
    expect((await on.get("/activate", { cookie })).status).toBe(410);
    const { codes, tries } = on.state;
    for (const path of ["/activate/code", "/activate/finish"])
      expect((await send(on, done.cookie, filled(form), path)).page).toBe(done.page);
    expect(on.state).toMatchObject({ codes, tries, open: true });
  });

  it("E6: a password that was typed in an older session is not taken over by a new one", async () => {
    const on = await site();
    const planted = await begin(on);
    const wrong = await send(on, planted.cookie, filled(planted.form, { code: "00000000" }));
    expect(wrong.page).toContain("Your password is kept");
    const csrf = csrfIn(await (await on.get(link)).text());
    const own = cookieIn(await on.post(link, { csrf }, { cookie: planted.cookie }));
    const form = await formOf(on, own);
    expect(form).not.toContain("kept");
    const emptied = filled(csrfIn(form), { password: "", repeat: "" });
    expect((await send(on, own, emptied)).page).toContain('id="password-error"');
    expect(on.state.open).toBe(true);
  });

  it("a link's sessions can't fill the memory: only the newest five have notes", async () => {
    const on = await site();
    const first = await begin(on);
    await send(on, first.cookie, filled(first.form, { code: "1", name: "Grace" }));
    for (let more = 0; more < 4; more += 1) await begin(on);
    expect(await formOf(on, first.cookie)).toContain('value="Grace"');
    await begin(on);
    expect(await formOf(on, first.cookie)).not.toContain('value="Grace"');
  });

  it("E6: a cookie planted beforehand is not taken over by the person who presses the button", async () => {
    const on = await site();
    const planted = (await begin(on)).cookie;
    const csrf = csrfIn(await (await on.get(link)).text());
    const own = cookieIn(await on.post(link, { csrf }, { cookie: planted }));
    expect(own).not.toBe(planted);
    expect((await on.get("/activate", { cookie: planted })).status).toBe(410);
  });

  it("E6: a session lasts 30 minutes, and a forged, changed or broken one not at all", async () => {
    let time = Date.parse("2027-01-01T00:00:00Z");
    const on = await site({ now: () => new Date(time) });
    const { cookie } = await begin(on);
    const [name, value = ""] = cookie.split("=");
    const [data = "", mac = ""] = value.split(".");
    const foreign = createKeys(["another server's secret"]).mac("activation-session", data);
    const longer = Buffer.from(
      Buffer.from(data, "base64url")
        .toString()
        .replace(/\d{13}/, "9999999999999"),
    );
    const bad = [
      `${data}.${foreign}`,
      `${longer.toString("base64url")}.${mac}`,
      `${data}.`,
      data,
      "",
      ".",
      "%%%",
      "a.b.c",
    ];
    for (const one of bad) expect((await on.get("/activate", { cookie: `${name}=${one}` })).status).toBe(410);
    time += 30 * 60_000 - 1;
    expect((await on.get("/activate", { cookie })).status).toBe(200);
    time += 1;
    expect((await on.get("/activate", { cookie })).status).toBe(410);
  });
});

describe("forms that other sites send", () => {
  const evil = "https://evil.example";
  const FORM = "application/x-www-form-urlencoded";
  const crossSite: [string, Record<string, string>, number][] = [
    ["from another site", { origin: evil, "sec-fetch-site": "cross-site" }, 403],
    ["from a sibling domain", { origin: "OWN", "sec-fetch-site": "same-site" }, 403],
    ["from the address bar", { origin: "OWN", "sec-fetch-site": "none" }, 403],
    ["from another site in an old browser", { origin: evil }, 403],
    ["from another origin that claims to be ours", { origin: evil, "sec-fetch-site": "same-origin" }, 403],
    ["from a sandboxed frame", { origin: "null", "sec-fetch-site": "cross-site" }, 403],
    ["from a sandboxed frame in an old browser", { origin: "null" }, 403],
    ["from nobody knows where", { origin: "" }, 403],
    ["from our host on another port", { origin: "http://127.0.0.1:1" }, 403],
    ["as JSON", { "content-type": "application/json" }, 415],
    ["as plain text", { "content-type": "text/plain" }, 415],
    ["as multipart", { "content-type": "multipart/form-data; boundary=x" }, 415],
    ["as something that begins like a form", { "content-type": `${FORM}x` }, 415],
    ["without a type", { "content-type": "" }, 415],
  ];

  it.each(crossSite)("E7: a form %s does nothing", async (_name, headers, status) => {
    const on = await site();
    const { cookie, form } = await begin(on);
    const own = headers.origin === "OWN" ? { origin: on.publicUrl } : {};
    const before = { ...on.state };
    const start = csrfIn(await (await on.get(link)).text());
    for (const [path, csrf] of [
      [link, start],
      ["/activate/code", form],
      ["/activate/finish", form],
    ] as const) {
      const answer = await on.post(path, filled(csrf), { cookie, ...headers, ...own });
      expect(answer.status).toBe(status);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    expect(on.state).toEqual(before);
  });

  const ours: [string, Record<string, string>][] = [
    ["as browsers send it under no-referrer", { origin: "null", "sec-fetch-site": "same-origin" }],
    ["with its origin", { "sec-fetch-site": "same-origin" }],
    ["from an old browser", {}],
    ["with a charset", { "content-type": `${FORM}; charset=UTF-8` }],
  ];
  it.each(ours)("E7: our own form %s is taken", async (_name, headers) => {
    const on = await site();
    const { cookie, form } = await begin(on);
    expect((await on.post("/activate/finish", filled(form), { cookie, ...headers })).status).toBe(303);
    expect(on.state.accepted).not.toBe("");
  });

  it("E7: a form without the token, or with one of another session or step, does nothing but show the form again", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    const other = await begin(on);
    const start = csrfIn(await (await on.get(link)).text());
    const before = { ...on.state };
    for (const csrf of ["", "x", other.form, start, `${form}x`]) {
      for (const path of ["/activate/code", "/activate/finish"]) {
        const { page } = await send(on, cookie, filled(csrf), path);
        expect(page).toContain(`value="${CODE}"`);
        expect(page).toContain("two windows");
      }
      if (csrf === start) continue;
      const again = await on.post(link, { csrf });
      expect([again.status, again.headers.get("location"), cookieIn(again)]).toEqual([303, link, ""]);
    }
    expect(on.state).toEqual(before);
  });

  it("E7: in production, only the public address counts as ours; while trying out, so do all names of this machine", async () => {
    for (const [production, status] of [
      [true, 403],
      [false, 303],
    ] as const) {
      const on = await site({ production });
      const csrf = csrfIn(await (await on.get(link)).text());
      const origin = `http://localhost:${on.port}`;
      expect((await on.post(link, { csrf }, { origin })).status).toBe(status);
    }
  });
});

describe("what every answer carries", () => {
  const failing = { ready: () => Promise.reject(new Error("no database")) };
  const mount: NonNullable<Parameters<typeof openSite>[0]>["mounts"] = [
    (app, security) => {
      app.get("/mounted", (_request, response) => void response.send("plain"));
      app.get(
        "/scripted",
        (_request, response) =>
          void response.setHeader("Content-Security-Policy", security.csp({ scripts: true })).send("scripted"),
      );
      app.get("/broken", () => {
        throw new Error("password=hunter2 at /srv/secret.ts");
      });
    },
  ];

  it("E8: no page, file, error or redirect can be framed, and each has the other headers too", async () => {
    const on = await site({ https: true, mounts: mount, ...failing });
    const { cookie } = await begin(on);
    const paths = ["/", link, NOBODY, "/activate", "/activate/code", "/healthz", "/readyz", "/assets/style.css"];
    paths.push("/assets/countersign.svg", "/assets/none", "/assets/..%2fserver.ts", "/nothing", "/%E0%A4%A");
    paths.push("/mounted", "/scripted", "/broken", "/activate/%E0%A4%A");
    for (const path of paths)
      for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"]) {
        const { headers, status } = await on.get(path, path === "/activate" ? { cookie } : {}, method);
        const about = `${method} ${path} ${status}`;
        expect(headers.get("content-security-policy"), about).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
        expect(headers.get("x-frame-options"), about).toBe("DENY");
        expect(headers.get("x-content-type-options"), about).toBe("nosniff");
        expect(headers.get("strict-transport-security"), about).toBe("max-age=31536000");
        expect(headers.get("cross-origin-opener-policy"), about).toBe("same-origin");
        expect(headers.get("cross-origin-resource-policy"), about).toBe("same-origin");
        expect(headers.get("x-powered-by"), about).toBeNull();
        if (!(path === "/broken" || path === "/readyz")) expect(status, about).toBeLessThan(500);
      }
  });

  it("E9: the policy lets nothing in but this server's own style and pictures, and a mount opens only its own page", async () => {
    const on = await site({ mounts: mount });
    expect((await on.get(link)).headers.get("content-security-policy")).toBe(CSP);
    expect((await on.get("/mounted")).headers.get("content-security-policy")).toBe(CSP);
    const scripted = (await on.get("/scripted")).headers.get("content-security-policy");
    expect(scripted).toBe(CSP.replace("style-src", "script-src 'self'; style-src"));
  });

  it("plain http to another machine has no HSTS, and lets the page's own forms say where they come from", async () => {
    const on = await site({ publicUrl: "http://pay.intranet:3000" });
    const { headers } = await on.get(link);
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("referrer-policy")).toBe("same-origin");
  });

  it("a failure shows a reference and nothing of its cause, and the log has the same reference", async () => {
    const on = await site({ mounts: mount });
    const answer = await on.get("/broken");
    const page = await answer.text();
    const logged = on.lines.find((line) => line.status === 500);
    expect(answer.status).toBe(500);
    expect(page).toContain(logged?.reference);
    expect(page).not.toMatch(/hunter2|secret|\bat \//);
  });

  it("style and pictures may be kept, the style for a year under its version", async () => {
    const on = await site();
    const [, href = ""] = /href="(\/assets\/style\.css\?v=\w+)"/.exec(await (await on.get("/")).text()) ?? [];
    expect((await on.get(href)).headers.get("cache-control")).toBe("public, max-age=31536000");
    expect((await on.get("/assets/countersign.svg")).headers.get("cache-control")).toBe("public, max-age=3600");
  });
});

describe("what people are called", () => {
  const escaped = (value: string) =>
    value
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      .replace(/'/g, "&#39;");
  const nasty = [
    "</title><script>alert(1)</script>",
    `" onfocus="alert(1)`,
    "' autofocus '",
    "&lt;b&gt;",
    "<!--",
    "]]>",
  ];
  // What marks a time within a sentence is taken out of all that it speaks of, and has a test of its own.
  const name = fc
    .oneof(fc.string({ unit: "binary" }), fc.constantFrom(...nasty), fc.stringMatching(/^[<>&"'=/ a-z]*$/))
    .map(withoutMarks);
  const MARK = "qqqq";
  const words = (sentence: Text) => say(sentence, ANYBODY);

  const about = { csrf: "c", organization: "Example Pay", email: "a@example.com", isKept: false, csp: "", ends: null };
  const form = { ...NO_NOTES, ...about, codeLength: 8, codeMinutes: 10 };
  const pages: [string, (value: string) => Page][] = [
    ["start", (organization) => startPage({ organization, token: TOKEN, csrf: "c", ends: null })],
    ["done", (email) => donePage({ organization: "Example Pay", email, linked: false, chats: ["slack"] })],
    ["code and name", (value) => finishPage({ ...form, typed: { code: value, name: value } })],
    ["address", (email) => finishPage({ ...form, email, wasCodeSent: true })],
    ["alert", (alert) => finishPage({ ...form, alert: verbatim(alert) })],
  ];
  it.each(pages)("E9: on the %s page no name, address or code is ever taken for markup", (_name, page) => {
    fc.assert(
      fc.property(name, (value) => {
        const expected = markupOf(page(MARK).body(words)).replaceAll(MARK, () => escaped(value));
        // An empty value leaves out its sentence or box: nothing could be injected.
        if (value !== "") expect(markupOf(page(value).body(words))).toBe(expected);
      }),
    );
  });

  it("E9: nor for a time of ours", () => {
    const forged = timeMark("2026-11-24T10:15:00Z");
    const shown = markupOf(
      startPage({ organization: `Acme${forged}`, token: TOKEN, csrf: "c", ends: null }).body(words),
    );
    expect(shown).toContain("Acme2026-11-24T10:15:00Z");
    expect(shown).not.toMatch(/[\u{FDD0}-\u{FDEF}]/u);
  });

  it("E9: the frame and what comes back from a form are escaped too", async () => {
    const organization = `</title><script>alert("x")</script>`;
    const on = await site({ organization });
    const { cookie, form } = await begin(on);
    const code = `"><img src=x onerror=alert(1)>`;
    const { page } = await send(on, cookie, filled(form, { code, name: code }));
    expect(page).toContain(`value="${escaped(code)}"`);
    expect(page).toContain(escaped(organization));
    expect(page).not.toMatch(/<script(?! src="\/assets)|<img src=x/);
  });

  it("E9: an object that looks like markup is not markup", () => {
    const forged: unknown = JSON.parse(`{"markup":"<b>","MARKUP":"<b>","Symbol(markup)":"<b>"}`);
    expect(() => html`${forged as string}`).toThrow();
  });
});

describe("requests that are slow, huge or ambiguous", () => {
  /** Writes to the server and resolves with all it answers once it hangs up. */
  async function raw(on: Site, text: string): Promise<string> {
    const socket = connect(on.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => undefined);
    socket.write(text);
    await once(socket, "close");
    return answer;
  }
  const FORM = "Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  const quick = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };

  it("E14: the limits are 10 s for the headers and 15 s for the request, looked at every second", () => {
    expect(LIMITS).toEqual({ headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 });
  });

  it("E14: headers and bodies that trickle in are cut off", async () => {
    const on = await site({ limits: quick });
    expect(await raw(on, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")).toMatch(/^HTTP\/1\.1 408 /);
    const slow = `POST /activate/code HTTP/1.1\r\n${FORM}Origin: ${on.origin}\r\nContent-Length: 100\r\n\r\ncsrf=`;
    expect(await raw(on, slow)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("E14: a body over 64 KiB is refused without being read, also without a length and when compressed", async () => {
    const on = await site();
    const { cookie } = await begin(on);
    const head = `POST /activate/finish HTTP/1.1\r\n${FORM}Connection: close\r\nOrigin: ${on.origin}\r\nCookie: ${cookie}\r\n`;
    expect(await raw(on, `${head}Content-Length: 1000000000\r\n\r\ncode=`)).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `${(70_000).toString(16)}\r\n${"a".repeat(70_000)}\r\n0\r\n\r\n`;
    expect(await raw(on, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`)).toMatch(/^HTTP\/1\.1 413 /);
    const zipped = await on.post("/activate/finish", {}, { cookie, "content-encoding": "gzip" });
    expect(zipped.status).toBe(415);
    expect((await on.post("/activate/finish", { code: "1".repeat(65_500) }, { cookie })).status).toBe(303);
    expect((await on.post("/activate/finish", { code: "1".repeat(65_600) }, { cookie })).status).toBe(413);
  });

  it("E14: a request with two lengths, or a length and chunks, is refused", async () => {
    const on = await site();
    const head = `POST /activate/code HTTP/1.1\r\n${FORM}Content-Length: 5\r\n`;
    for (const twist of ["Transfer-Encoding: chunked", "Content-Length: 6", "Content-Length : 5"]) {
      expect(await raw(on, `${head}${twist}\r\n\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });
});

describe("what else the server answers", () => {
  it("is alive as long as it answers, and ready only while its parts are", async () => {
    const on = await site();
    expect([(await on.get("/healthz")).status, (await on.get("/readyz")).status]).toEqual([200, 200]);
    expect(await (await on.get("/readyz")).json()).toEqual({ ok: true, details: { database: true } });
    const down = await site({ ready: async () => ({ ok: false, details: { queue: false } }) });
    expect((await down.get("/readyz")).status).toBe(503);
    const broken = await site({ ready: () => Promise.reject(new Error("gone")) });
    expect([(await broken.get("/readyz")).status, (await broken.get("/healthz")).status]).toEqual([503, 200]);
  });

  it("asks to come back later when too many passwords are hashed at once, and keeps the code", async () => {
    const on = await site();
    const { cookie, form } = await begin(on);
    on.state.busy = true;
    const { page } = await send(on, cookie, filled(form));
    expect(page).toContain("Many people are doing this right now.");
    expect(page).toContain(`value="${CODE}"`);
    expect(page).not.toContain(PASSWORD);
  });
});
