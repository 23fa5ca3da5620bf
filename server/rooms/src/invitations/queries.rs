//! Reading invitations: a room's, by those who moderate it; one's own; and what a link opens.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page};
use model_rooms::{Invitation, InvitationSeen, InvitationStatus, Invitee, MailState, MyInvitation, RoomCode};
use uuid::Uuid;

/// What an invitation is, with the names and states that its list shows.
const INVITATION: &str = "select i.id, i.room_id, i.invited_user_id, i.invited_email, i.invited_by, i.status,
    i.invite_code, i.message, i.expires_at, i.created_at, i.uses, i.uses_max,
    p.display_name::text as invitee_name, m.invitation_id is not null as is_mailed, m.sent_at, m.given_up_at
    from public.room_invitations i
    left join public.user_profiles p on p.id::text = i.invited_user_id
    left join public.room_invitation_mails m on m.invitation_id = i.id";

/// A room's invitations, latest first. Those who moderate the room see all of them, others who may invite their own.
pub async fn of_room(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<Invitation>, Error> {
    let (time, id) = match after {
        Some(after) => (Some(keyset::time(after)?), Some(after.parsed_id::<Uuid>()?)),
        None => (None, None),
    };
    let query = format!(
        "{INVITATION} where i.room_id = $1 and ($2 is null or (i.created_at, i.id) < ($2, $3))
         order by i.created_at desc, i.id desc limit {}",
        PAGE + 1
    );
    let rows: Vec<InvitationRow> = diesel::sql_query(query)
        .bind::<Text, _>(room.as_str())
        .bind::<Nullable<Timestamptz>, _>(time)
        .bind::<Nullable<SqlUuid>, _>(id)
        .load(session.conn())
        .await?;
    Page::<InvitationRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id))
        .try_map(|row| row.into_invitation(Utc::now()))
}

/// One invitation, for who made it or moderates its room. Errors: [`Fault::NotFound`].
pub async fn one(session: &mut Session, id: Uuid) -> Result<Invitation, Error> {
    let row: Option<InvitationRow> = diesel::sql_query(format!("{INVITATION} where i.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(session.conn())
        .await
        .optional()?;
    row.ok_or(Fault::NotFound)?.into_invitation(Utc::now())
}

/// The asker's own open invitations, latest first.
pub async fn mine(session: &mut Session) -> Result<Vec<MyInvitation>, Error> {
    if session.actor().user_id().is_none() {
        return Err(Fault::Unauthenticated.into());
    }
    let rows: Vec<MineRow> =
        diesel::sql_query("select * from public.get_my_pending_invitations()").load(session.conn()).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What a link opens. By the server itself: whoever has the code may ask. Errors: [`Fault::NotFound`], also for a code
/// that is over or used up.
pub async fn by_code(session: &mut Session, code: &str) -> Result<InvitationSeen, Error> {
    let code = code.trim().to_ascii_uppercase();
    let found: Option<SeenRow> = diesel::sql_query(
        "select i.id, i.room_id, r.name as room_name, p.display_name::text as inviter_name, i.message, i.expires_at,
            i.created_at, r.color, coalesce(r.description, '') as description,
            num_nonnulls(i.invited_user_id, i.invited_email) = 0 as is_link
         from public.room_invitations i
         join public.rooms r on r.id = i.room_id
         left join public.user_profiles p on p.id::text = i.invited_by
         where i.invite_code = $1 and public.is_invitation_valid(i.id)",
    )
    .bind::<Text, _>(code)
    .get_result(session.conn())
    .await
    .optional()?;
    let row = found.ok_or(Fault::NotFound)?;
    Ok(InvitationSeen {
        invitation: row.mine.try_into()?,
        color: row.color,
        description: row.description,
        is_link: row.is_link,
    })
}

#[derive(QueryableByName)]
struct SeenRow {
    #[diesel(embed)]
    mine: MineRow,
    #[diesel(sql_type = Text)]
    color: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Bool)]
    is_link: bool,
}

#[derive(QueryableByName)]
struct MineRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    room_id: String,
    #[diesel(sql_type = Text)]
    room_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    inviter_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

impl TryFrom<MineRow> for MyInvitation {
    type Error = Error;
    fn try_from(row: MineRow) -> Result<Self, Error> {
        Ok(MyInvitation {
            id: row.id,
            room: RoomCode::parse(&row.room_id)?,
            room_name: row.room_name,
            inviter_name: row.inviter_name,
            message: row.message.unwrap_or_default(),
            expires_at: row.expires_at,
            created_at: row.created_at,
        })
    }
}

#[derive(QueryableByName)]
struct InvitationRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    room_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    invited_user_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    invited_email: Option<String>,
    #[diesel(sql_type = Text)]
    invited_by: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    invite_code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    message: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    uses: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    uses_max: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    invitee_name: Option<String>,
    #[diesel(sql_type = Bool)]
    is_mailed: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    given_up_at: Option<DateTime<Utc>>,
}

impl InvitationRow {
    fn into_invitation(self, now: DateTime<Utc>) -> Result<Invitation, Error> {
        let (status, mail) = (self.status(now), self.mail());
        let invitee = match (self.invited_user_id, self.invited_email) {
            (Some(person), _) => Invitee::Person(person.parse().map_err(Error::unexpected)?),
            (None, Some(address)) => Invitee::Address(address),
            (None, None) => Invitee::Link,
        };
        let invitee_name = match &invitee {
            Invitee::Person(_) => self.invitee_name.unwrap_or_else(|| "Somebody".to_owned()),
            Invitee::Address(address) => address.clone(),
            Invitee::Link => String::new(),
        };
        Ok(Invitation {
            id: self.id,
            room: RoomCode::parse(&self.room_id)?,
            invitee,
            invited_by: self.invited_by,
            status,
            code: self.invite_code.unwrap_or_default(),
            message: self.message.unwrap_or_default(),
            expires_at: self.expires_at,
            created_at: self.created_at,
            invitee_name,
            uses: self.uses,
            uses_max: self.uses_max,
            mail,
        })
    }

    /// An open one whose time is over has expired, also before anybody noted that.
    fn status(&self, now: DateTime<Utc>) -> InvitationStatus {
        let stored = InvitationStatus::from_stored(&self.status);
        let over = self.expires_at.is_some_and(|end| end <= now)
            || self.uses_max.is_some_and(|uses_max| self.uses >= uses_max);
        if stored == InvitationStatus::Pending && over { InvitationStatus::Expired } else { stored }
    }

    fn mail(&self) -> MailState {
        match (self.is_mailed, self.sent_at, self.given_up_at) {
            (false, ..) => MailState::None,
            (true, Some(_), _) => MailState::Sent,
            (true, None, Some(_)) => MailState::Failed,
            (true, None, None) => MailState::Waiting,
        }
    }
}
