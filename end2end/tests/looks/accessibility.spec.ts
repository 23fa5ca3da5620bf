// axe finds nothing on any page, in both themes; the keyboard reaches what the mouse reaches.
import { violations } from "../../harness/axe.ts";
import { expect, test } from "../../harness/fixtures.ts";
import { addresses, strangersAddresses, useTheme } from "../../harness/pages.ts";
import { RoomPage } from "../../harness/room_page.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page (${theme})`, async ({ people }) => {
    test.setTimeout(180_000);
    const ada = await people.arrive();
    await useTheme(ada, theme);
    await ada.signUp("ada");
    const code = await ada.openRoom("A quiet room with quite a long name, to see it wrap");
    const stranger = await people.arrive();
    await useTheme(stranger, theme);
    await stranger.page.goto("/sign-in");
    await stranger.page.evaluate(() => document.querySelector("main")?.append(document.createElement("img")));
    expect((await violations(stranger.page)).join(), "axe sees a planted fault").toContain("image-alt");
    const found: string[] = [];
    for (const [person, pages] of [[ada, addresses(code)], [stranger, strangersAddresses(code)]] as const) {
      for (const [name, address] of Object.entries(pages)) {
        await person.page.goto(address, { waitUntil: "networkidle" });
        found.push(...(await violations(person.page)).map((one) => `${name}: ${one}`));
      }
    }
    const room = await new RoomPage(ada.page).enter(code);
    await room.openChat();
    await room.say("Testing, testing.");
    await expect(room.chat.getByText("Testing, testing.")).toHaveCount(1);
    found.push(...(await violations(ada.page)).map((one) => `room: ${one}`));
    expect(found.join("\n")).toBe("");
  });
}

test("signing in with the keyboard alone", async ({ visitor }) => {
  const who = await visitor.signUp("ada");
  await visitor.call("sign_out");
  const { page } = visitor;
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").focus();
  await page.keyboard.type(who.email);
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.type(who.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/lobby/);
});

test("nothing is wider than a phone's screen", async ({ people }) => {
  const ada = await people.arrive(undefined, { viewport: { width: 390, height: 844 } });
  await ada.signUp("ada");
  const code = await ada.openRoom("Averyveryverylongroomnamewithoutanyspacethatcouldbreakitanywhereatall");
  for (const [name, address] of Object.entries(addresses(code))) {
    await ada.page.goto(address, { waitUntil: "networkidle" });
    const wide = await ada.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${name} scrolls sideways by ${wide} px`).toBeLessThanOrEqual(0);
  }
});
