//! Recordings: uploaded or generated (`tracks`), and a room's queue of them (`room_tracks`).

use crate::checks;
use chrono::{DateTime, Utc};
use model::{Fault, FieldProblem};
use model_rooms::RoomCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who may find a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Its owner and those of its room.
    #[default]
    Private,
    /// Everybody.
    Public,
    /// Who has the link.
    Unlisted,
    /// Its owner: it is not finished.
    Draft,
}

impl Visibility {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Public => "public",
            Visibility::Unlisted => "unlisted",
            Visibility::Draft => "draft",
        }
    }

    /// Reads what is stored; an unknown word is the most private.
    pub fn from_stored(text: &str) -> Self {
        match text {
            "public" => Visibility::Public,
            "private" => Visibility::Private,
            "unlisted" => Visibility::Unlisted,
            _ => Visibility::Draft,
        }
    }
}

/// Where the separated parts of a track lie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stems {
    /// The voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocals: Option<String>,
    /// The drums.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drums: Option<String>,
    /// The bass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bass: Option<String>,
    /// The guitar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guitar: Option<String>,
    /// Everything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// All of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// A recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Its key.
    pub id: String,
    /// The room that it was made in or for, while that is there.
    pub room: Option<RoomCode>,
    /// 1 to 200 characters.
    pub name: String,
    /// Who plays.
    pub artist: Option<String>,
    /// Up to 5000 characters.
    pub description: String,
    /// Seconds.
    pub duration_s: f32,
    /// Where it lies.
    pub url: String,
    /// Its owner: an account's id.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: DateTime<Utc>,
    /// Made by a model.
    pub ai_generated: bool,
    /// Its parts, when they were separated.
    pub stems: Option<Stems>,
    /// Who may find it.
    pub visibility: Visibility,
    /// Beats per minute, when known.
    pub bpm: Option<f32>,
    /// Its key, when known.
    pub key: Option<String>,
}

/// A track in a room's queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueuedTrack {
    /// Its place in the queue is by time.
    pub id: Uuid,
    /// The room.
    pub room: RoomCode,
    /// 1 to 200 characters.
    pub name: String,
    /// Who plays.
    pub artist: Option<String>,
    /// Milliseconds.
    pub duration_ms: i32,
    /// Where it lies.
    pub url: String,
    /// Who put it there: an account's id, or `user` when that is not known.
    pub uploaded_by: String,
    /// Its id at YouTube, if it is from there.
    pub youtube_id: Option<String>,
    /// Made by a model.
    pub ai_generated: bool,
    /// When it was put there.
    pub created_at: DateTime<Utc>,
}

/// A track to put into a room's queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewQueuedTrack {
    /// uuid v7, chosen by the browser, so that sending it again adds it once.
    pub id: Uuid,
    /// 1 to 200 characters.
    pub name: String,
    /// Up to 200 characters.
    #[serde(default)]
    pub artist: String,
    /// Milliseconds, up to a day.
    #[serde(default)]
    pub duration_ms: i32,
    /// `https://…` or a path of ours.
    pub url: String,
    /// 11 characters.
    #[serde(default)]
    pub youtube_id: Option<String>,
}

impl NewQueuedTrack {
    /// Trims and checks. Errors: [`Fault::Invalid`] with every refused field.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.name = self.name.trim().to_owned();
        self.artist = self.artist.trim().to_owned();
        let mut problems = FieldProblem::list();
        checks::name(&self.name, 200, "name", &mut problems);
        checks::text(&self.artist, 200, "artist", &mut problems);
        checks::address(&self.url, "url", &mut problems);
        problems.require(
            (0..=86_400_000).contains(&self.duration_ms),
            "duration_ms",
            "A track is at most a day long.",
        );
        if let Some(id) = &self.youtube_id {
            checks::id(id, "youtube_id", &mut problems);
            problems.require(id.len() == 11, "youtube_id", "An id at YouTube has 11 characters.");
        }
        problems.into_result()?;
        Ok(self)
    }
}
