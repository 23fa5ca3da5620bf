//! Asking a live room something and waiting for its answer.

use super::{Message, RoomHandle};
use crate::live::{LiveRoom, Moment};
use model::Fault;
use tokio::sync::oneshot;

/// A question to a room, with the way back for its answer inside.
pub(crate) type Question = Box<dyn FnOnce(&mut LiveRoom, Moment) + Send>;

impl RoomHandle {
    /// Asks the room, in its turn among everything else that it is told. Errors: [`Fault::Unavailable`] when it closes at
    /// this moment.
    pub async fn consult<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut LiveRoom, Moment) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        let question: Question = Box::new(move |room, now| {
            // Whoever asked may be gone.
            let _nobody_waits = answer.send(ask(room, now));
        });
        let closes = || Fault::unavailable("The room is closing. Try again in a moment.");
        self.inbox.send(Message::Consult(question)).await.map_err(|_| closes())?;
        answered.await.map_err(|_| closes())
    }
}
