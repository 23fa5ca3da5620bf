//! What was said, once and in order.

use super::*;
use chrono::TimeDelta;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

#[test]
fn a_message_is_announced_once_and_acknowledged_each_time() {
    let mut stage = Stage::new(10);
    let (ada, bob) = (stage.performer(1), stage.performer(2));
    stage.take(ada);
    stage.take(bob);
    stage.say(Some((ada, 7)), 100, at(1));
    stage.say(Some((ada, 8)), 100, at(1));
    assert_eq!(stage.events(bob).len(), 1);
    let replies: Vec<_> =
        stage.take(ada).into_iter().filter(|m| matches!(m, ServerMessage::Reply { .. })).collect();
    let done = |id| ServerMessage::Reply { id, result: Ok(Reply::Done) };
    assert_eq!(replies, [done(7), done(8)]);
}

#[test]
fn the_snapshot_keeps_a_page_and_says_that_there_is_more() {
    let mut stage = Stage::new(10);
    for number in 0..=CHAT_PAGE as u128 {
        stage.say(None, 100 + number, at(number as i64));
    }
    let ada = stage.performer(1);
    let snapshot = stage.snapshot_of(ada);
    assert_eq!(snapshot.chat.len(), CHAT_PAGE);
    assert!(snapshot.chat_more);
    assert_eq!(snapshot.chat[0].text, "message 101");
    stage.take(ada);
    // Sent again long after it left the page: still nobody hears it twice.
    stage.say(Some((ada, 3)), 100, at(0));
    assert!(stage.events(ada).is_empty());
}

#[test]
fn activity_is_noted_now_and_then() {
    let mut stage = Stage::new(10);
    stage.performer(1);
    stage.say(None, 100, at(1));
    let touches = |stage: &Stage| stage.wanted.iter().filter(|wanted| **wanted == Output::Touch).count();
    assert_eq!(touches(&stage), 1);
    stage.pass(30_000);
    stage.say(None, 101, at(31));
    assert_eq!(touches(&stage), 2);
}
