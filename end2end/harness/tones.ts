// Tones for fake microphones.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RATE = 48_000;
const folder = mkdtempSync(join(tmpdir(), "openstudio-tones-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A 48 kHz, 16 bit, mono WAV file with one second of a sine at −6 dBFS; whole-numbered frequencies loop without a click. */
export function toneFile(toneHz: number): string {
  if (!Number.isInteger(toneHz)) throw new Error(`a tone of ${toneHz} Hz would click where it loops`);
  const path = join(folder, `${toneHz}.wav`);
  if (!existsSync(path)) writeFileSync(path, wav(toneHz));
  return path;
}

function wav(toneHz: number): Buffer {
  const bytes = RATE * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(bytes, 40);
  for (let i = 0; i < RATE; i++) {
    file.writeInt16LE(Math.round(0.5 * 32_767 * Math.sin((2 * Math.PI * toneHz * i) / RATE)), 44 + 2 * i);
  }
  return file;
}
