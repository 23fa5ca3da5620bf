//! Reading invitations: a room's, by those who moderate it; one's own; and what a link opens.

use crate::keyset::{self, PAGE};
use chrono::{DateTime, Utc};
use db::{Error, Session};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::{Cursor, Fault, Page, UserId};
use model_rooms::{Invitation, InvitationStatus, Invitee, MyInvitation, RoomCode};
use schema::{room_invitations as invitations, rooms};
use uuid::Uuid;

/// A room's invitations, latest first. Nobody but those who moderate the room sees any, and each their own.
pub async fn of_room(
    session: &mut Session,
    room: &RoomCode,
    after: Option<&Cursor>,
) -> Result<Page<Invitation>, Error> {
    let mut query = invitations::table
        .filter(invitations::room_id.eq(room.as_str()))
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(PAGE as i64 + 1)
        .select(InvitationRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (time, id) = (keyset::time(after)?, after.parsed_id::<Uuid>()?);
        query = query.filter(
            invitations::created_at.lt(time).or(invitations::created_at.eq(time).and(invitations::id.lt(id))),
        );
    }
    let rows: Vec<InvitationRow> = query.load(session.conn()).await?;
    Page::<InvitationRow>::cut(rows, PAGE, |row| keyset::at(row.created_at, row.id))
        .try_map(|row| row.into_invitation(Utc::now()))
}

/// The asker's own open invitations, latest first.
pub async fn mine(session: &mut Session) -> Result<Vec<MyInvitation>, Error> {
    #[derive(QueryableByName)]
    struct Row {
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
    if session.actor().user_id().is_none() {
        return Err(Fault::Unauthenticated.into());
    }
    let rows: Vec<Row> =
        diesel::sql_query("select * from public.get_my_pending_invitations()").load(session.conn()).await?;
    let mine = rows.into_iter().map(|row| {
        Ok(MyInvitation {
            id: row.id,
            room: RoomCode::parse(&row.room_id)?,
            room_name: row.room_name,
            inviter_name: row.inviter_name,
            message: row.message.unwrap_or_default(),
            expires_at: row.expires_at,
            created_at: row.created_at,
        })
    });
    mine.collect()
}

/// What a link opens. By the server itself: whoever has the code may ask. Errors: [`Fault::NotFound`], also for a code
/// that is over.
pub async fn by_code(session: &mut Session, code: &str) -> Result<MyInvitation, Error> {
    let code = code.trim().to_ascii_uppercase();
    let found: Option<(InvitationRow, String)> = invitations::table
        .inner_join(rooms::table)
        .filter(invitations::invite_code.eq(code))
        .select((InvitationRow::as_select(), rooms::name))
        .first(session.conn())
        .await
        .optional()?;
    let (row, room_name) = found.ok_or(Fault::NotFound)?;
    let invitation = row.into_invitation(Utc::now())?;
    if invitation.status != InvitationStatus::Pending {
        return Err(Fault::NotFound.into());
    }
    let inviter_name = match invitation.invited_by.parse::<UserId>() {
        Ok(inviter) => schema::user_profiles::table
            .find(inviter)
            .select(schema::user_profiles::display_name)
            .first(session.conn())
            .await
            .optional()?,
        Err(_) => None,
    };
    Ok(MyInvitation {
        id: invitation.id,
        room: invitation.room,
        room_name,
        inviter_name,
        message: invitation.message,
        expires_at: invitation.expires_at,
        created_at: invitation.created_at,
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations, check_for_backend(diesel::pg::Pg))]
struct InvitationRow {
    id: Uuid,
    room_id: String,
    invited_user_id: Option<String>,
    invited_email: Option<String>,
    invited_by: String,
    status: String,
    invite_code: Option<String>,
    message: Option<String>,
    expires_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl InvitationRow {
    fn into_invitation(self, now: DateTime<Utc>) -> Result<Invitation, Error> {
        let invitee = match (self.invited_user_id, self.invited_email) {
            (Some(person), _) => Invitee::Person(person.parse().map_err(Error::unexpected)?),
            (None, Some(address)) => Invitee::Address(address),
            (None, None) => Invitee::Link,
        };
        let stored = InvitationStatus::from_stored(&self.status);
        let over = self.expires_at.is_some_and(|end| end <= now);
        let status =
            if stored == InvitationStatus::Pending && over { InvitationStatus::Expired } else { stored };
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
        })
    }
}
