// Every page, in the states that can be reached by an address.
import type { Person } from "./people.ts";

/** The pages' addresses by the name that reports use; `code` is a public room that the person opened. */
export function addresses(code: string): Record<string, string> {
  return {
    home: "/",
    lobby: "/lobby",
    "new-room": "/rooms/new",
    "saved-rooms": "/rooms/saved",
    "room-settings": `/room/${code}/settings`,
    "room-invitations": `/room/${code}/invitations`,
    invitations: "/invitations",
    "invitation-over": "/invite/ABCDEFGHJKLM",
    account: "/account",
    "room-sound-check": `/room/${code}`,
    "not-found": "/no/such/page",
    "room-not-found": "/room/zzzzzzz9",
  };
}

/** Pages that are shown to somebody who is not signed in. */
export function strangersAddresses(code: string): Record<string, string> {
  return {
    "home-stranger": "/",
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    guest: `/guest?next=/room/${code}`,
    "room-stranger": `/room/${code}`,
  };
}

/** Chooses the theme as the switch in the header does, for all pages loaded from now on. */
export async function useTheme(person: Person, theme: "light" | "dark"): Promise<void> {
  await person.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
}
