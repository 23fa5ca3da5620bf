// The ears of the other tests: they hear a tone when there is one, its level, and silence when there is none.
import { expect, test } from "@playwright/test";
import { launch } from "../../harness/chromium.ts";
import { site } from "../../harness/site.ts";
import { expectNoTone, expectTone, levelOf, listen, tapSound } from "../../harness/sound.ts";

const PAGE = `<title>microphone</title><script>
  async function start() {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const context = new AudioContext();
    const volume = new GainNode(context);
    context.createMediaStreamSource(await navigator.mediaDevices.getUserMedia({ audio })).connect(volume).connect(context.destination);
    window.volume = volume;
  }
</script>`;

test("the tap hears what the fake microphone plays, its level, and silence", async () => {
  const browser = await launch(440);
  const { url, close } = await site(PAGE);
  try {
    const context = await browser.newContext({ permissions: ["microphone"] });
    await context.addInitScript(tapSound);
    const page = await context.newPage();
    await page.goto(url);
    expect((await listen(page)).levelDb).toBe(-Infinity);
    await page.evaluate("start()");
    await expectTone(page, 440);
    await expect(expectTone(page, 660, 1_000), "another tone is not heard").rejects.toThrow();
    await expect(expectNoTone(page, 440, 2_000), "the tone is not silence").rejects.toThrow();
    expect(await levelOf(page, 440)).toBeGreaterThan(-12);
    const full = await levelOf(page, 440);
    await page.evaluate("window.volume.gain.value = 0.1");
    await page.waitForTimeout(300);
    expect(full - (await levelOf(page, 440))).toBeCloseTo(20, 0);
    await page.evaluate("window.volume.disconnect()");
    await expectNoTone(page, 440);
  } finally {
    close();
    await browser.close();
  }
});
