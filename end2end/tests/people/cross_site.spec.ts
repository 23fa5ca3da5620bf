// Another site cannot act for a signed-in person.
import { expect, test } from "../../harness/fixtures.ts";
import { site } from "../../harness/site.ts";

test("a form on another origin changes nothing", async ({ visitor, studio }) => {
  await visitor.signUp("ada");
  // Another port on the same machine: same site for cookies, so only our own check stands in the way.
  const { url, close } = await site(
    `<form method="post" action="${studio.url}/api/sign_out"><button>Win</button></form>`,
  );
  await visitor.page.goto(url);
  const answered = visitor.page.waitForResponse(`${studio.url}/api/sign_out`);
  await visitor.page.getByRole("button").click();
  expect((await answered).status()).toBe(403);
  close();
  expect(await (await visitor.call("viewer")).json()).toMatchObject({ kind: "member" });
});

test("a request that names another origin is refused", async ({ visitor }) => {
  await visitor.signUp("ada");
  const crossSite: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of crossSite) {
    const answer = await visitor.context.request.post("/api/sign_out", { form: {}, headers });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
  }
  const viewer = await (await visitor.call("viewer")).json();
  expect(viewer).toMatchObject({ kind: "member" });
});

test("another origin cannot open a room's socket with one's cookies", async ({ visitor, studio }) => {
  await visitor.signUp("ada");
  const code = await visitor.openRoom("Mine");
  const { url, close } = await site("<title>evil</title>");
  await visitor.page.goto(url);
  const opened = await visitor.page.evaluate(
    (address) =>
      new Promise<boolean>((done) => {
        const socket = new WebSocket(address);
        socket.onopen = () => done(true);
        socket.onerror = () => done(false);
      }),
    `${studio.url.replace("http", "ws")}/rooms/${code}/socket`,
  );
  expect(opened).toBe(false);
  close();
});
