//! Accounts: sign up, sign in, sign out, password.
//!
//! No answer tells whether an e-mail address is registered. Signing in says the same about an unknown address and a
//! wrong password, and hashes a password either way. Signing up with a registered address and its right password signs
//! in; with a wrong one it answers exactly what a taken user name answers, after the same work. What remains: somebody
//! who picks a name that is certainly free can conclude that the address is taken. Only mail could close that (answer
//! the same and write to the address); until there is mail, sign-ups are limited per address.

pub mod commands;
pub mod queries;

#[cfg(test)]
mod tests;
