import type { Fact } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text, verbatim } from "../../text/text.ts";
import { nameOf } from "../access/person-name.ts";
import { isCounted } from "./apply.ts";
import { type About, contextOf, type DrawContext } from "./find.ts";
import { shortDigest } from "./request.ts";
import type { ChangeRequest } from "./store.ts";

/** So many characters of facts fit into every chat's message; what is beyond them is on further pages. */
const PAGE_CHARACTERS = 5_000;

export async function titleOf(context: DrawContext, { request, change }: About): Promise<Text> {
  const title = await change.title(contextOf(context, request), request.payload);
  return text("request.title", { number: request.number, title });
}

/** What is asked for, word for word as it will be applied. */
export async function contentFacts(context: DrawContext, { request, change }: About): Promise<Fact[]> {
  return [
    { label: text("fact.requester"), value: verbatim(nameOf(request.requester)) },
    ...(await change.facts(contextOf(context, request), request.payload)),
    { label: text("fact.reason"), value: request.reason ? verbatim(request.reason) : text("none-given") },
    { label: text("fact.digest"), value: verbatim(shortDigest(request.digest)) },
  ];
}

/** The content and the decisions, in pages that fit into a message. There is at least one page. */
export async function factPages(context: DrawContext, about: About): Promise<Fact[][]> {
  return pagesOf([...(await contentFacts(context, about)), ...reviewFacts(about.request)]);
}

function pagesOf(facts: readonly Fact[]): Fact[][] {
  const pages: Fact[][] = [[]];
  let room = PAGE_CHARACTERS;
  for (const fact of facts) {
    const length = JSON.stringify(fact.value).length;
    if (length > room && pages.at(-1)?.length) {
      pages.push([]);
      room = PAGE_CHARACTERS;
    }
    pages.at(-1)?.push(fact);
    room -= length;
  }
  return pages;
}

function reviewFacts(request: ChangeRequest): Fact[] {
  return request.reviews.map((review) => {
    const { decision, approver, comment } = review;
    const said = comment
      ? text("review.with-comment", { approver: nameOf(approver), comment })
      : verbatim(nameOf(approver));
    const isLost = request.state === "awaiting_approval" && !isCounted(request, review);
    return {
      label: decision === "approved" ? text("fact.approved-by") : text("fact.denied-by"),
      value: isLost ? text("review.not-counted", { review: said }) : said,
    };
  });
}
