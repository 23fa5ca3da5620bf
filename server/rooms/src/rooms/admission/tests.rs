//! Every rule of the door, one by one.

use super::*;
use db::{GuestClaims, MemberClaims};
use model::{SessionId, UserId};
use model_rooms::Permission;

fn guest() -> Actor {
    Actor::Guest(GuestClaims { id: UserId(Uuid::now_v7()), name: "Ada".into() })
}

fn account() -> Actor {
    Actor::Member(MemberClaims {
        user_id: UserId(Uuid::now_v7()),
        session_id: SessionId(Uuid::now_v7()),
        username: "ada".into(),
        name: "Ada".into(),
    })
}

/// A public room's, before a stranger.
fn door() -> Door {
    Door {
        is_public: true,
        require_approval: false,
        allow_listeners: true,
        default_role: Role::Member,
        min_level: 0,
        is_creator: false,
        is_staff: false,
        is_friend: false,
        level: 1,
        membership: None,
        invitation: None,
        is_approved: false,
        ask_again_in_min: None,
        ban: None,
    }
}

fn member(role: Role) -> Option<Membership> {
    Some(Membership { role, custom: PermissionChanges::default() })
}

fn invited() -> Option<OpenInvitation> {
    Some(OpenInvitation { id: Uuid::from_u128(7), by: Some("Ada".into()) })
}

fn role_of(admission: Admission) -> Role {
    match admission {
        Admission::Enter { role, .. } => role,
        other => panic!("nobody came in: {other:?}"),
    }
}

fn refusal(admission: Admission) -> Fault {
    match admission {
        Admission::Refuse(fault) => fault,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_public_room_takes_guests_and_accounts_but_nobody_unnamed() {
    assert_eq!(role_of(door().admit(&guest())), Role::Member);
    assert_eq!(role_of(door().admit(&account())), Role::Member);
    assert_eq!(refusal(door().admit(&Actor::Anonymous)), Fault::Unauthenticated);
    assert!(matches!(door().admit(&Actor::Service("rooms")), Admission::Refuse(_)));
}

#[test]
fn a_private_room_says_nothing_to_strangers() {
    let private = Door { is_public: false, ..door() };
    for actor in [guest(), account(), Actor::Anonymous] {
        assert_eq!(refusal(private.admit(&actor)), Fault::NotFound);
    }
}

#[test]
fn a_private_room_takes_its_members_and_those_who_were_invited_approved_or_are_friends() {
    let private = Door { is_public: false, ..door() };
    let known = [
        Door { membership: member(Role::Listener), ..private.clone() },
        Door { invitation: invited(), ..private.clone() },
        Door { is_approved: true, ..private.clone() },
        Door { is_friend: true, ..private.clone() },
        Door { is_creator: true, ..private.clone() },
        Door { is_staff: true, ..private },
    ];
    let roles = known.map(|door| role_of(door.admit(&account())));
    let expected = [Role::Listener, Role::Member, Role::Member, Role::Member, Role::Owner, Role::Listener];
    assert_eq!(roles, expected);
}

#[test]
fn entering_by_invitation_accepts_it_and_only_then() {
    let accepted = |door: Door| match door.admit(&account()) {
        Admission::Enter { by_invitation, .. } => by_invitation.is_some(),
        other => panic!("nobody came in: {other:?}"),
    };
    let open = Door { invitation: invited(), ..door() };
    assert!(accepted(open.clone()));
    assert!(accepted(Door { require_approval: true, is_public: false, ..open.clone() }));
    assert!(!accepted(Door { membership: member(Role::Member), ..open.clone() }), "a member needs none");
    assert!(!accepted(Door { is_creator: true, ..open.clone() }));
    assert!(!accepted(Door { is_staff: true, ..open }), "who looks after a room does not join it");
}

#[test]
fn a_ban_holds_for_everybody_but_the_creator_and_the_site() {
    let ban = Some(Ban::default());
    let banned = Door { ban, membership: member(Role::CoHost), invitation: invited(), ..door() };
    assert!(matches!(refusal(banned.admit(&account())), Fault::Forbidden { .. }));
    let creator = Door { is_creator: true, ..banned.clone() };
    assert_eq!(role_of(creator.admit(&account())), Role::Owner);
    let staff = Door { is_staff: true, membership: None, ..banned };
    assert_eq!(role_of(staff.admit(&account())), Role::Listener);
}

#[test]
fn a_ban_says_until_when_and_why() {
    let words = |ban: Ban| ban.fault().to_string();
    assert_eq!(words(Ban::default()), "You were removed from this room.");
    let until = DateTime::from_timestamp(1_800_000_000, 0);
    let ban = Ban { reason: "Too loud".into(), until };
    assert_eq!(
        words(ban),
        "You were removed from this room until 15 January 2027, 08:00 UTC. Reason: Too loud"
    );
}

#[test]
fn newcomers_get_the_rooms_default_and_never_more() {
    let listening = Door { default_role: Role::Listener, ..door() };
    assert_eq!(role_of(listening.admit(&guest())), Role::Listener);
    for high in [Role::Owner, Role::CoHost] {
        assert_eq!(role_of(Door { default_role: high, ..door() }.admit(&guest())), Role::Member);
    }
}

#[test]
fn a_member_comes_with_what_they_were_given() {
    let custom = PermissionChanges::default().with(Permission::ManageUsers, true);
    let membership = Some(Membership { role: Role::Performer, custom });
    let expected = Admission::Enter { role: Role::Performer, custom, staff: false, by_invitation: None };
    assert_eq!(Door { membership, ..door() }.admit(&account()), expected);
}

#[test]
fn newcomers_wait_where_approval_is_asked_for_and_nobody_else_does() {
    let guarded = Door { require_approval: true, ..door() };
    assert_eq!(guarded.admit(&guest()), Admission::Wait);
    assert_eq!(guarded.admit(&account()), Admission::Wait);
    assert_eq!(Door { is_friend: true, ..guarded.clone() }.admit(&account()), Admission::Wait);
    for known in [
        Door { membership: member(Role::Member), ..guarded.clone() },
        Door { invitation: invited(), ..guarded.clone() },
        Door { is_approved: true, ..guarded.clone() },
        Door { is_creator: true, ..guarded.clone() },
        Door { is_staff: true, ..guarded.clone() },
    ] {
        assert!(matches!(known.admit(&account()), Admission::Enter { .. }), "{known:?}");
    }
    let declined = refusal(Door { ask_again_in_min: Some(9), ..guarded }.admit(&guest()));
    assert!(declined.to_string().contains("9 minutes"), "{declined}");
}

#[test]
fn a_minimum_level_keeps_newcomers_out_and_members_in() {
    let high = Door { min_level: 5, ..door() };
    assert!(matches!(refusal(Door { level: 4, ..high.clone() }.admit(&account())), Fault::Forbidden { .. }));
    assert!(matches!(refusal(Door { level: 0, ..high.clone() }.admit(&guest())), Fault::Forbidden { .. }));
    assert_eq!(role_of(Door { level: 5, ..high.clone() }.admit(&account())), Role::Member);
    let membership = member(Role::Member);
    assert_eq!(role_of(Door { level: 1, membership, ..high }.admit(&account())), Role::Member);
}

#[test]
fn where_nobody_listens_a_listener_does_not_come_in() {
    let playing = Door { allow_listeners: false, ..door() };
    assert_eq!(role_of(playing.admit(&guest())), Role::Member);
    let listener = Door { membership: member(Role::Listener), ..playing.clone() };
    assert_eq!(refusal(listener.admit(&account())), no_listeners());
    let newcomer = Door { default_role: Role::Listener, require_approval: true, ..playing.clone() };
    assert_eq!(refusal(newcomer.admit(&guest())), no_listeners(), "no waiting for nothing");
    assert_eq!(role_of(Door { is_staff: true, ..playing.clone() }.admit(&account())), Role::Listener);
    assert!(Door { membership: member(Role::CoHost), ..playing }.may_listen());
}

#[test]
fn an_administrator_looks_after_rooms_and_owns_their_own() {
    let staff = |door: Door| match door.admit(&account()) {
        Admission::Enter { role, staff, .. } => (role, staff),
        other => panic!("nobody came in: {other:?}"),
    };
    assert_eq!(staff(Door { is_staff: true, ..door() }), (Role::Listener, true));
    let player = Door { is_staff: true, membership: member(Role::Performer), ..door() };
    assert_eq!(staff(player), (Role::Performer, true));
    assert_eq!(staff(Door { is_staff: true, is_creator: true, ..door() }), (Role::Owner, false));
}
