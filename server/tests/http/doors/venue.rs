//! The rooms and the people of the matrix, on a real server with a real sidecar.

use super::refused;
use crate::client::{Browser, Site};
use auth::{Client, sessions};
use axum::extract::Request;
use chrono::{TimeDelta, Utc};
use db::{Actor, GuestClaims, Session};
use diesel_async::SimpleAsyncConnection;
use model::UserId;
use model_rooms::RoomEntrance;
use server_rooms::RoomsConfig;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use test_kit::{TestDb, TestUser};
use uuid::Uuid;

/// Everybody who tries every door.
pub const PEOPLE: [&str; 9] =
    ["anonymous", "guest", "user", "friend", "invited", "member", "moderator", "owner", "admin"];

/// A kind of room.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// What is different from a public room, in SQL; `{room}` is its code, and people's names are their ids.
    changes: &'static str,
    /// Whether those who come in want to play.
    pub performing: bool,
}

pub const ROOMS: &[Kind] = &[
    Kind { name: "public", changes: "", performing: true },
    Kind {
        name: "private",
        changes: "update public.rooms set is_public = false where id = '{room}'",
        performing: true,
    },
    Kind {
        name: "approval",
        changes: "update public.rooms set require_approval = true where id = '{room}'",
        performing: true,
    },
    Kind {
        name: "banned",
        changes: "insert into public.room_bans (room_id, user_id, banned_by, reason, expires_at)
            select '{room}', who, '{owner}', 'Too loud', '2999-12-31 20:00+00'
            from unnest(array['{guest}', '{user}', '{friend}', '{invited}', '{member}', '{moderator}', '{admin}']) who",
        performing: true,
    },
    // Two sit in it.
    Kind { name: "full", changes: "update public.rooms set max_users = 2 where id = '{room}'", performing: true },
    Kind { name: "listeners off, plays", changes: LISTENERS_OFF, performing: true },
    Kind { name: "listeners off, listens", changes: LISTENERS_OFF, performing: false },
    Kind {
        name: "friends",
        changes: "update public.rooms set is_public = false where id = '{room}';
            insert into public.saved_rooms (owner_id, code, name, room_type)
            values ('{owner}', '{room}', 'For friends', 'friends')",
        performing: true,
    },
];

const LISTENERS_OFF: &str =
    "update public.rooms set settings = settings || '{\"allowListeners\": false}' where id = '{room}'";

/// Everything that the matrix needs.
pub struct Venue {
    pub site: Site,
    pub addr: SocketAddr,
    /// What each person's browser sends, by name.
    cookies: BTreeMap<&'static str, BTreeMap<String, String>>,
    codes: Vec<String>,
    /// Hold their places in the full room.
    seated: Vec<super::Caller>,
}

impl Venue {
    pub async fn new() -> Venue {
        let site = Site::with(with_sidecar).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let service = axum::ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(
            site.router.clone(),
        );
        tokio::spawn(async move { axum::serve(listener, service).await });
        let mut venue = Venue { site, addr, cookies: BTreeMap::new(), codes: Vec::new(), seated: Vec::new() };
        venue.furnish().await;
        venue
    }

    async fn furnish(&mut self) {
        let mut ids = BTreeMap::new();
        let mut accounts = BTreeMap::new();
        for name in PEOPLE.into_iter().filter(|name| !matches!(*name, "anonymous" | "guest")) {
            let account = self.site.db.user(name).await;
            ids.insert(name, account.id);
            accounts.insert(name, account);
        }
        ids.insert("guest", UserId(Uuid::now_v7()));
        for name in PEOPLE {
            let cookies = match name {
                "anonymous" => BTreeMap::new(),
                "guest" => self.guest_cookie(ids[name], "Gus"),
                _ => self.account_cookie(ids[name]).await,
            };
            self.cookies.insert(name, cookies);
        }
        self.run(
            "insert into auth.roles (name) values ('admin');
            insert into auth.user_roles (user_id, role_id)
            select '{admin}', id from auth.roles where name = 'admin';
            insert into public.friendships (user_id, friend_id, status, accepted_at)
            values ('{owner}', '{friend}', 'accepted', now()), ('{friend}', '{owner}', 'accepted', now())",
            "",
            &ids,
        )
        .await;
        for room in ROOMS {
            let code = self.build(room, &accounts, &ids).await;
            self.codes.push(code);
        }
        let full = self.code("full");
        for name in ["Fay", "Fred"] {
            let cookies = self.guest_cookie(UserId(Uuid::now_v7()), name);
            let mut caller = super::Caller::open(self.addr, &cookies, &full).await;
            assert_eq!(caller.enter(true).await, "in as member, plays");
            self.seated.push(caller);
        }
    }

    async fn build(
        &self,
        room: &Kind,
        accounts: &BTreeMap<&'static str, TestUser>,
        ids: &BTreeMap<&'static str, UserId>,
    ) -> String {
        let made = self.site.db.public_room(&accounts["owner"]).await;
        self.site.db.join(&made, &accounts["member"], "performer").await;
        self.site.db.join(&made, &accounts["moderator"], "co-host").await;
        let invitation = "insert into public.room_invitations (room_id, invited_user_id, invited_by)
            values ('{room}', '{invited}', '{owner}')";
        self.run(invitation, &made.id, ids).await;
        self.run(room.changes, &made.id, ids).await;
        made.id
    }

    async fn run(&self, sql: &str, room: &str, ids: &BTreeMap<&'static str, UserId>) {
        let mut sql = sql.replace("{room}", room);
        for (name, id) in ids {
            sql = sql.replace(&format!("{{{name}}}"), &id.to_string());
        }
        let work =
            async |session: &mut Session| Ok::<_, db::Error>(session.conn().batch_execute(&sql).await?);
        self.site.db.db.run(&TestDb::service(), work).await.unwrap();
    }

    fn guest_cookie(&self, id: UserId, name: &str) -> BTreeMap<String, String> {
        let guest = GuestClaims { id, name: name.to_owned() };
        let value = self.site.auth.guests().sign(&guest, Utc::now() + TimeDelta::days(1));
        [(self.site.auth.cookies().guest_name().to_owned(), value)].into()
    }

    async fn account_cookie(&self, id: UserId) -> BTreeMap<String, String> {
        let client = Client { ip: Ipv4Addr::LOCALHOST.into(), user_agent: String::new() };
        let open = async |session: &mut Session| sessions::open(session, &self.site.auth, &client, id).await;
        let token = self.site.db.db.run(&Actor::Service("auth"), open).await.unwrap();
        [(self.site.auth.cookies().session_name().to_owned(), token.reveal())].into()
    }

    fn code(&self, name: &str) -> String {
        let index = ROOMS.iter().position(|room| room.name == name).unwrap();
        self.codes[index].clone()
    }

    pub fn code_of(&self, room: &Kind) -> String {
        self.code(room.name)
    }

    pub fn cookies(&self, person: &str) -> &BTreeMap<String, String> {
        &self.cookies[person]
    }

    /// What the room's page is told about its door.
    pub async fn page(&self, person: &str, code: &str) -> String {
        let mut browser = Browser { site: &self.site, cookies: self.cookies(person).clone() };
        let answer = browser.call("room_entrance", &format!("code={code}")).await;
        if !answer.status.is_success() {
            let fault = answer.fault();
            assert_eq!(answer.status.as_u16(), fault.status());
            return refused(&fault);
        }
        let entrance: RoomEntrance = serde_json::from_str(&answer.body).unwrap();
        let role = entrance.role.as_str();
        let parts = [
            (entrance.waits, "will wait"),
            (entrance.full, "full"),
            (entrance.stage_full, "stage full"),
            (entrance.may_perform, "may play"),
            (entrance.may_listen, "may listen"),
        ];
        let mut words = format!("open as {role}");
        for (_, part) in parts.into_iter().filter(|(holds, _)| *holds) {
            words.push_str(", ");
            words.push_str(part);
        }
        if let Some(name) = entrance.invited_by {
            words.push_str(", invited by ");
            words.push_str(&name);
        }
        words
    }

    pub async fn end(self) {
        drop(self.seated);
        self.site.rooms.shutdown().await;
    }
}

/// With the real sidecar as a child process (`cargo build -p sidecar` makes it; `make test` does).
fn with_sidecar(config: RoomsConfig) -> RoomsConfig {
    let program = std::env::current_exe().unwrap().parent().unwrap().with_file_name("sidecar");
    assert!(program.exists(), "build the sidecar first: cargo build -p sidecar ({})", program.display());
    let media_addr = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    RoomsConfig { sidecar_program: Some(program), sidecar_media_addr: media_addr, ..config }
}
