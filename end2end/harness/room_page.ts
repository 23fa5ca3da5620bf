// The room as a person uses it.
import { expect, type Locator, type Page } from "@playwright/test";

/** A room's page. */
export class RoomPage {
  readonly page: Page;
  /** Carries `data-connection` and `data-media`. */
  readonly root: Locator;
  readonly chat: Locator;

  constructor(page: Page) {
    this.page = page;
    this.root = page.locator("[data-connection]").first();
    this.chat = page.getByRole("log", { name: "Chat" });
  }

  /** Goes to the room and through the sound check. */
  async enter(code: string, as: "performer" | "listener" = "performer"): Promise<this> {
    await this.page.goto(`/room/${code}`);
    await this.join(as);
    return this;
  }

  /** Through the sound check that is shown now. */
  async join(as: "performer" | "listener" = "performer"): Promise<void> {
    const button = this.page.getByRole("button", { name: as === "performer" ? "Join and play" : "Just listen" });
    await expect(button).toBeEnabled({ timeout: 30_000 });
    await button.click();
    await this.expectConnected();
  }

  /** Waits until the socket is there and sound can flow. */
  async expectConnected(timeout = 20_000): Promise<void> {
    await expect(this.root).toHaveAttribute("data-connection", "connected", { timeout });
    await expect(this.root).toHaveAttribute("data-media", "up", { timeout });
  }

  /** The tile of a performer. */
  tile(name: string): Locator {
    return this.page.getByRole("group", { name, exact: true });
  }

  /** One's own tile. */
  get self(): Locator {
    return this.page.locator("[data-self]").first();
  }

  /** The volume of somebody else, on their tile. */
  volume(name: string): Locator {
    return this.page.getByRole("slider", { name: `Volume of ${name}` });
  }

  /** Mutes oneself. */
  async mute(): Promise<void> {
    await this.page.getByRole("button", { name: "Mute", exact: true }).click();
    await expect(this.page.getByRole("button", { name: "Unmute", exact: true })).toBeVisible();
  }

  /** Takes the mute back. */
  async unmute(): Promise<void> {
    await this.page.getByRole("button", { name: "Unmute", exact: true }).click();
    await expect(this.page.getByRole("button", { name: "Mute", exact: true })).toBeVisible();
  }

  /** Opens the chat when the side panel is closed. */
  async openChat(): Promise<void> {
    if (!(await this.chat.isVisible())) {
      await this.page.getByRole("button", { name: /chat/i }).first().click();
    }
    await expect(this.chat).toBeVisible();
  }

  /** Writes a message and sends it. */
  async say(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  /** The list of people, opened when it is not shown. */
  async openPeople(): Promise<Locator> {
    if (!(await this.people.isVisible())) {
      // By the bar, or by the panel's own tab where the bar has no room.
      const bar = this.page.locator('.bar-panel[data-tab="people"]');
      if (await bar.isVisible()) await bar.click();
      else {
        await this.openChat();
        await this.page.locator(".side-tab", { hasText: "People" }).click();
      }
    }
    await expect(this.people).toBeVisible();
    return this.people;
  }

  /** The list of people. */
  get people(): Locator {
    return this.page.getByRole("region", { name: "People" });
  }

  /** Somebody in the list of people. */
  person(name: string): Locator {
    return this.people.locator("li.person").filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Those in one role, as the list of people shows them: their names. */
  async inRole(role: "owner" | "co-host" | "performer" | "member" | "listener"): Promise<string[]> {
    const names = await this.people.locator(`.people-role[data-role="${role}"] .people-name`).allInnerTexts();
    return names.map((name) => name.replace(/\s+(you|Staff)\b.*$/s, "").trim());
  }

  /** Does something to somebody, by the menu in the list of people. */
  async manage(name: string, item: string | RegExp): Promise<void> {
    await this.openPeople();
    // With two tabs they stand there twice; a menu is about the person.
    await this.person(name).first().getByRole("button", { name: `Manage ${name}` }).click();
    const menu = this.page.getByRole("menu", { name: `Manage ${name}` });
    await menu.locator(".menu-item").filter({ hasText: item }).click();
  }

  /** Takes back what was just done. */
  async undo(): Promise<void> {
    await this.page.locator(".toast").getByRole("button", { name: "Undo" }).last().click();
  }

  /** Reacts to everybody. */
  async react(label: string): Promise<void> {
    await this.page.getByRole("group", { name: "React" }).getByRole("button", { name: label }).click();
  }

  /** Leaves by the button. */
  async leave(): Promise<void> {
    await this.page.getByRole("button", { name: "Leave room" }).click();
    await expect(this.page).not.toHaveURL(/\/room\//);
  }
}
