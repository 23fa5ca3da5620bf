// What a page really plays: the samples that reach its AudioContext's destination, analysed here.
import { expect, type Page } from "@playwright/test";

const WINDOW = 8192;

/** A look at the sound of one moment. */
export interface Sound {
  /** Level of everything that is heard, dBFS (RMS); −Infinity for digital silence. */
  levelDb: number;
  /** Where the energy is greatest, Hz; 0 when there is none. */
  frequencyHz: number;
  /** Level at a frequency, dBFS (RMS of a sine there). */
  at(frequencyHz: number): number;
}

/**
 * Taps every AudioContext of the page: what is connected to a destination also runs into an analyser.
 * Must be given to the browser context before the page loads.
 */
export function tapSound(): void {
  const taps = new Map<BaseAudioContext, AnalyserNode>();
  (window as unknown as { soundTaps: typeof taps }).soundTaps = taps;
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...rest: unknown[]) => AudioNode;
  const disconnect = AudioNode.prototype.disconnect as (this: AudioNode, ...rest: unknown[]) => void;
  const tapOf = (context: BaseAudioContext): AnalyserNode => {
    let tap = taps.get(context);
    if (!tap) {
      tap = new AnalyserNode(context, { fftSize: 8192 });
      taps.set(context, tap);
    }
    return tap;
  };
  AudioNode.prototype.connect = function (this: AudioNode, ...rest: unknown[]) {
    if (rest[0] instanceof AudioDestinationNode) connect.call(this, tapOf(this.context));
    return connect.apply(this, rest);
  } as typeof AudioNode.prototype.connect;
  AudioNode.prototype.disconnect = function (this: AudioNode, ...rest: unknown[]) {
    if (rest[0] instanceof AudioDestinationNode) {
      try {
        disconnect.call(this, tapOf(this.context));
      } catch {
        // It was not connected; the real call below says so.
      }
    }
    return disconnect.apply(this, rest);
  } as typeof AudioNode.prototype.disconnect;
}

/** The sound of the last 170 ms. */
export async function listen(page: Page): Promise<Sound> {
  const { rate, samples } = await page.evaluate(() => {
    const taps = (window as unknown as { soundTaps?: Map<BaseAudioContext, AnalyserNode> }).soundTaps;
    const sum = new Float32Array(8192);
    let rate = 48_000;
    for (const [context, tap] of taps ?? []) {
      if (context.state !== "running") continue;
      rate = context.sampleRate;
      const part = new Float32Array(8192);
      tap.getFloatTimeDomainData(part);
      for (let i = 0; i < part.length; i++) sum[i]! += part[i]!;
    }
    return { rate, samples: Array.from(sum) };
  });
  return analyse(samples, rate);
}

function analyse(samples: number[], rate: number): Sound {
  const squares = samples.reduce((sum, sample) => sum + sample * sample, 0);
  const windowed = samples.map((sample, i) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (WINDOW - 1))));
  const at = (frequencyHz: number) => decibels(goertzel(windowed, (2 * Math.PI * frequencyHz) / rate));
  let frequencyHz = 0;
  let most = -Infinity;
  // Steps finer than the window's resolution (5.9 Hz), over what our tones and instruments use.
  for (let candidate = 40; squares > 0 && candidate < 4_000; candidate += 4) {
    const level = at(candidate);
    if (level > most) [most, frequencyHz] = [level, candidate];
  }
  return { levelDb: decibels(Math.sqrt(squares / samples.length)), frequencyHz, at };
}

/** RMS of the sine at one frequency (Goertzel; the Hann window's gain of one half is taken out). */
function goertzel(windowed: number[], radians: number): number {
  const c = 2 * Math.cos(radians);
  let [s1, s2] = [0, 0];
  for (const sample of windowed) [s1, s2] = [sample + c * s1 - s2, s1];
  const power = s1 * s1 + s2 * s2 - c * s1 * s2;
  return (Math.sqrt(Math.max(power, 0)) * 2 * 2) / WINDOW / Math.SQRT2;
}

function decibels(amplitude: number): number {
  return amplitude > 0 ? 20 * Math.log10(amplitude) : -Infinity;
}

/** Waits until the page plays mostly this tone, loud enough to be heard. */
export async function expectTone(page: Page, toneHz: number, timeout = 20_000): Promise<void> {
  await expect(async () => {
    const sound = await listen(page);
    expect(sound.at(toneHz), `level at ${toneHz} Hz`).toBeGreaterThan(-40);
    expect(Math.abs(sound.frequencyHz - toneHz), `strongest is ${sound.frequencyHz} Hz`).toBeLessThanOrEqual(8);
  }).toPass({ timeout, intervals: [250] });
}

/** Waits until the page plays nothing of this tone, and that it stays so for a second. */
export async function expectNoTone(page: Page, toneHz: number, timeout = 10_000): Promise<void> {
  await expect(async () => {
    for (let look = 0; look < 4; look++) {
      expect((await listen(page)).at(toneHz), `level at ${toneHz} Hz`).toBeLessThan(-65);
      await page.waitForTimeout(300);
    }
  }).toPass({ timeout });
}

/** Median level at a frequency over a second, dBFS: a single look may fall on a concealed packet. */
export async function levelOf(page: Page, toneHz: number): Promise<number> {
  return (await levelsOf(page, [toneHz]))[0]!;
}

/** The same for several frequencies at once. */
export async function levelsOf(page: Page, tonesHz: number[]): Promise<number[]> {
  const looks: Sound[] = [];
  for (let look = 0; look < 7; look++) {
    looks.push(await listen(page));
    await page.waitForTimeout(200);
  }
  return tonesHz.map((tone) => looks.map((sound) => sound.at(tone)).sort((a, b) => a - b)[3]!);
}
