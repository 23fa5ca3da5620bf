//! A moderator's decision about somebody at the door, over the socket.

use super::chat::Speaker;
use model::UserId;
use realtime::Reply;

impl Speaker {
    /// Decides, in this person's name; the room answers when it has taken effect, on a fault only they hear.
    pub async fn decide(self, reply: u32, person: UserId, admit: bool) {
        let decided = match self.account() {
            Ok(by) => {
                let asked = Some((self.socket, reply));
                let decided = self.rooms.decide_for(&self.code, by, person, admit, asked).await;
                decided.map_err(|error| error.into_fault(&self.caller.request))
            }
            Err(fault) => Err(fault),
        };
        if let Err(fault) = decided {
            self.answer(reply, Err::<Reply, _>(fault));
        }
    }
}
