// What every test gets: a running OpenStudio (one for all tests) and the people it needs (new for each).
import { expect, test as base } from "@playwright/test";
import { OpenStudio } from "./openstudio.ts";
import { People, type Person } from "./people.ts";

interface EachTest {
  people: People;
  /** Somebody not signed in. */
  visitor: Person;
}

interface AllTests {
  studio: OpenStudio;
}

export const test = base.extend<EachTest, AllTests>({
  studio: [
    async ({}, use) => {
      const studio = await OpenStudio.start();
      await use(studio);
      await studio.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  people: async ({ studio }, use, info) => {
    const people = new People(studio);
    await use(people);
    if (info.status !== info.expectedStatus) await people.photograph(info);
    await people.leave();
    // A page that looks right and has crashed inside is not right.
    expect(people.crashes()).toEqual([]);
  },
  visitor: async ({ people }, use) => {
    await use(await people.arrive());
  },
});

export { expect } from "@playwright/test";
