//! Whom one may act on, as the page offers it. The server decides; this follows the same rules.

use super::Subject;
use crate::room::store::Standing;
use model_rooms::{Participant, Permission, Role};

/// Somebody who acts: their standing, and what they are to everybody.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// What they may do.
    pub standing: &'a Standing,
    /// Themselves.
    pub own: &'a Participant,
}

impl Actor<'_> {
    /// As whom they give roles: those who look after the site rank with the owner.
    fn acts_as(&self) -> Role {
        if self.own.staff { Role::Owner } else { self.standing.role }
    }

    /// Whether they may do this to somebody: with the permission, never to themselves or an owner, to a co-host as the
    /// owner only.
    pub fn may_act(&self, permission: Permission, on: &Subject) -> bool {
        let self_or_twin = on.here.is_some_and(|(id, _)| id == self.own.id)
            || (on.account.is_some() && on.account == self.own.user_id);
        let outranks = match on.role {
            _ if on.staff => self.own.staff,
            Role::Owner => false,
            Role::CoHost => self.acts_as() == Role::Owner,
            Role::Performer | Role::Member | Role::Listener => true,
        };
        !self_or_twin && outranks && self.standing.allows(permission)
    }

    /// The roles that they may give to somebody, their present one included; empty: none.
    pub fn roles_for(&self, on: &Subject) -> Vec<Role> {
        if !self.may_act(Permission::ManageRoles, on) {
            return Vec::new();
        }
        let may = |role: &Role| *role == on.role || self.acts_as().may_assign(on.role, *role);
        // A co-host moderates over days: that needs an account.
        let fits = |role: &Role| *role != Role::CoHost || on.account.is_some() || on.role == Role::CoHost;
        let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| may(role) && fits(role)).collect();
        if roles.len() > 1 { roles } else { Vec::new() }
    }

    /// Whether they may make the room this person's.
    pub fn may_hand_over_to(&self, on: &Subject) -> bool {
        let other = on.account.is_some() && on.account != self.own.user_id;
        self.standing.role == Role::Owner && other && on.role != Role::Owner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use model::{ParticipantId, UserId};
    use model_rooms::{Instrument, Permissions};
    use uuid::Uuid;

    fn person(n: u128, role: Role, account: bool) -> Participant {
        Participant {
            id: ParticipantId(Uuid::from_u128(n)),
            user_id: account.then(|| UserId(Uuid::from_u128(1_000 + n))),
            name: format!("Person {n}"),
            role,
            performing: false,
            muted: false,
            silenced: false,
            staff: false,
            instrument: Instrument::default(),
            connected: true,
            rtt_ms: None,
            quality: None,
            joined_at: DateTime::UNIX_EPOCH,
        }
    }

    fn roles(by: Role, on: Role, account: bool) -> Vec<Role> {
        let standing = Standing { role: by, permissions: Permissions::of_role(by) };
        Actor { standing: &standing, own: &person(1, by, true) }
            .roles_for(&Subject::from(&person(2, on, account)))
    }

    #[test]
    fn roles_follow_the_rules_of_assignment() {
        use Role::{CoHost, Listener, Member, Owner, Performer};
        assert_eq!(roles(Owner, Member, true), [CoHost, Performer, Member, Listener]);
        assert_eq!(roles(Owner, Member, false), [Performer, Member, Listener], "a guest is no co-host");
        assert_eq!(roles(CoHost, Member, true), [Performer, Member, Listener]);
        assert_eq!(roles(CoHost, CoHost, true), []);
        assert_eq!(roles(CoHost, Owner, true), []);
        assert_eq!(roles(Member, Listener, true), []);
    }

    #[test]
    fn nobody_acts_on_themselves_on_the_owner_or_on_staff() {
        let standing = Standing { role: Role::Owner, permissions: Permissions::of_role(Role::Owner) };
        let own = person(1, Role::Owner, true);
        let actor = Actor { standing: &standing, own: &own };
        let second_tab = Participant { id: ParticipantId(Uuid::from_u128(7)), ..own.clone() };
        let staff = Participant { staff: true, ..person(3, Role::Listener, true) };
        for (on, may) in
            [(&own, false), (&second_tab, false), (&staff, false), (&person(4, Role::CoHost, true), true)]
        {
            assert_eq!(actor.may_act(Permission::ManageUsers, &Subject::from(on)), may, "{}", on.name);
        }
        assert!(
            !actor.may_hand_over_to(&Subject::from(&person(5, Role::Member, false))),
            "a guest cannot own a room"
        );
    }
}
