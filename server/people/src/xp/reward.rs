//! What is paid for what.

/// Something that pays XP. Achievements and challenges pay their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Reward {
    JoinRoom,
    Jam10Minutes,
    Jam30Minutes,
    Jam1Hour,
    JamWithNewPerson,
    FirstMessage,
    ReceiveFire,
    GiveReaction,
    AddFriend,
    InviteFriendToRoom,
    UploadTrack,
    GenerateTrack,
    CreateRoom,
    InvitedPersonLevelsUp,
}

impl Reward {
    /// How much.
    pub fn xp(self) -> i32 {
        match self {
            Reward::GiveReaction => 2,
            Reward::FirstMessage => 5,
            Reward::JoinRoom | Reward::ReceiveFire | Reward::CreateRoom => 10,
            Reward::JamWithNewPerson | Reward::InviteFriendToRoom => 15,
            Reward::AddFriend | Reward::GenerateTrack => 20,
            Reward::Jam10Minutes => 25,
            Reward::UploadTrack => 30,
            Reward::Jam30Minutes | Reward::InvitedPersonLevelsUp => 50,
            Reward::Jam1Hour => 100,
        }
    }

    /// As it stands in `user_xp_transactions.reason`.
    pub fn reason(self) -> &'static str {
        match self {
            Reward::JoinRoom => "join_room",
            Reward::Jam10Minutes => "jam_10_minutes",
            Reward::Jam30Minutes => "jam_30_minutes",
            Reward::Jam1Hour => "jam_1_hour",
            Reward::JamWithNewPerson => "jam_with_new_person",
            Reward::FirstMessage => "first_message",
            Reward::ReceiveFire => "receive_fire",
            Reward::GiveReaction => "give_reaction",
            Reward::AddFriend => "add_friend",
            Reward::InviteFriendToRoom => "invite_friend_to_room",
            Reward::UploadTrack => "upload_track",
            Reward::GenerateTrack => "generate_track",
            Reward::CreateRoom => "create_room",
            Reward::InvitedPersonLevelsUp => "invited_person_levels_up",
        }
    }

    /// For a session of so many seconds: the longest time that was reached, and only that.
    pub fn for_jam(seconds: u64) -> Option<Reward> {
        match seconds {
            3600.. => Some(Reward::Jam1Hour),
            1800.. => Some(Reward::Jam30Minutes),
            600.. => Some(Reward::Jam10Minutes),
            _ => None,
        }
    }
}
