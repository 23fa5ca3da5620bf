//! People and rooms for tests, written as the server's own role.

use crate::TestDb;
use db::{Actor, GuestClaims, MemberClaims, Session};
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use model::{SessionId, UserId};
use schema::{auth, room_chat_messages, room_members, rooms, user_profiles};
use uuid::Uuid;

/// An account.
#[derive(Clone, Debug)]
pub struct TestUser {
    /// The account.
    pub id: UserId,
    /// Its handle; its display name is the same with a capital.
    pub username: String,
    /// `<username>@example.org`.
    pub email: String,
    /// A random one: there is no row of it in `auth.sessions`.
    pub session_id: SessionId,
}

impl TestUser {
    /// What a request of this person acts as.
    pub fn actor(&self) -> Actor {
        Actor::Member(MemberClaims {
            user_id: self.id,
            session_id: self.session_id,
            username: self.username.clone(),
            name: display_name(&self.username),
        })
    }
}

/// A room.
#[derive(Clone, Debug)]
pub struct TestRoom {
    /// Its code.
    pub id: String,
}

impl TestDb {
    /// An account with a profile. Nobody can sign in to it: it has no password.
    pub async fn user(&self, username: &str) -> TestUser {
        let user = TestUser {
            id: UserId(Uuid::now_v7()),
            username: username.to_owned(),
            email: format!("{username}@example.org"),
            session_id: SessionId(Uuid::now_v7()),
        };
        let row = user.clone();
        self.write(async move |session: &mut Session| {
            let account = (
                auth::users::id.eq(row.id),
                auth::users::email.eq(&row.email),
                auth::users::password_hash.eq("!"),
            );
            diesel::insert_into(auth::users::table).values(account).execute(session.conn()).await?;
            let profile = (
                user_profiles::id.eq(row.id),
                user_profiles::username.eq(&row.username),
                user_profiles::display_name.eq(display_name(&row.username)),
            );
            diesel::insert_into(user_profiles::table).values(profile).execute(session.conn()).await?;
            Ok(())
        })
        .await;
        user
    }

    /// A guest: an actor without an account.
    pub fn guest(&self, name: &str) -> Actor {
        Actor::Guest(GuestClaims { id: UserId(Uuid::now_v7()), name: name.to_owned() })
    }

    /// A public room with `owner` as its owner.
    pub async fn public_room(&self, owner: &TestUser) -> TestRoom {
        self.room(owner, true).await
    }

    /// A private room with `owner` as its only member.
    pub async fn private_room(&self, owner: &TestUser) -> TestRoom {
        self.room(owner, false).await
    }

    async fn room(&self, owner: &TestUser, is_public: bool) -> TestRoom {
        let room = TestRoom { id: format!("{:08x}", rand::random::<u32>()) };
        let row = (
            rooms::id.eq(room.id.clone()),
            rooms::name.eq(format!("{}'s room", display_name(&owner.username))),
            rooms::created_by.eq(owner.id.to_string()),
            rooms::creator_name.eq(display_name(&owner.username)),
            rooms::creator_username.eq(owner.username.clone()),
            rooms::is_public.eq(is_public),
        );
        self.write(async move |session: &mut Session| {
            diesel::insert_into(rooms::table).values(row).execute(session.conn()).await?;
            Ok(())
        })
        .await;
        self.join(&room, owner, "owner").await;
        room
    }

    /// Makes `user` a member of `room` in the given role.
    pub async fn join(&self, room: &TestRoom, user: &TestUser, role: &str) {
        let row = (
            room_members::room_id.eq(room.id.clone()),
            room_members::user_id.eq(user.id.to_string()),
            room_members::user_name.eq(display_name(&user.username)),
            room_members::role.eq(role.to_owned()),
        );
        self.write(async move |session: &mut Session| {
            diesel::insert_into(room_members::table).values(row).execute(session.conn()).await?;
            Ok(())
        })
        .await;
    }

    /// A chat message of `author` in `room`; answers its id.
    pub async fn message(&self, room: &TestRoom, author: &TestUser, text: &str) -> Uuid {
        let id = Uuid::now_v7();
        let row = (
            room_chat_messages::id.eq(id),
            room_chat_messages::room_id.eq(room.id.clone()),
            room_chat_messages::user_id.eq(author.id),
            room_chat_messages::author_name.eq(display_name(&author.username)),
            room_chat_messages::content.eq(text.to_owned()),
        );
        self.write(async move |session: &mut Session| {
            diesel::insert_into(room_chat_messages::table).values(row).execute(session.conn()).await?;
            Ok(())
        })
        .await;
        id
    }

    async fn write<F>(&self, work: F)
    where
        F: for<'s> db::Work<&'s mut Session, Result<(), db::Error>, Fut: Send> + Send,
    {
        self.db.run(&TestDb::service(), work).await.unwrap();
    }
}

fn display_name(username: &str) -> String {
    let mut letters = username.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
