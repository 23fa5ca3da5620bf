//! The process's settings: from the environment, or as flags.

use crate::control::ControlConfig;
use crate::media::MediaConfig;
use crate::telemetry::LogFormat;
use clap::Parser;
use sidecar_api::Endpoint;
use sidecar_api::auth::{BadSecret, Secret};
use std::net::{AddrParseError, IpAddr, SocketAddr};

/// Forwards the sound of OpenStudio's rooms. Started by the server, or by hand for another host.
///
/// The secret that it shares with the server is read from SIDECAR_SECRET only (32 to 1024 bytes), so that it shows in no
/// process list.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Config {
    /// Where the server controls it: unix:/path or tcp:ADDRESS:PORT.
    #[arg(long, env = "SIDECAR_CONTROL", default_value = "unix:sidecar.sock")]
    control: Endpoint,
    /// Where media comes in, UDP and TCP. Port 0 takes a free one.
    #[arg(long, env = "SIDECAR_MEDIA_ADDR", default_value = "0.0.0.0:10000")]
    media_addr: SocketAddr,
    /// Addresses announced to browsers, separated by commas; needed behind NAT. Default: the interfaces' addresses.
    #[arg(long, env = "SIDECAR_PUBLIC_IPS", default_value = "")]
    public_ips: String,
    /// How logs are written.
    #[arg(long, env = "LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// End when the process that started this one ends.
    #[arg(long, env = "SIDECAR_EXIT_WITH_PARENT", value_parser = clap::builder::FalseyValueParser::new(), default_value = "false")]
    pub exit_with_parent: bool,
}

/// A setting cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The secret.
    #[error("SIDECAR_SECRET: {0}")]
    Secret(#[from] BadSecret),
    /// The announced addresses.
    #[error("SIDECAR_PUBLIC_IPS: {0}")]
    PublicIps(#[from] AddrParseError),
}

impl Config {
    /// What the media thread needs.
    pub fn media(&self) -> Result<MediaConfig, ConfigError> {
        let parts = self.public_ips.split(',').map(str::trim).filter(|part| !part.is_empty());
        let public_ips = parts.map(str::parse).collect::<Result<Vec<IpAddr>, _>>()?;
        Ok(MediaConfig { bind: self.media_addr, public_ips })
    }

    /// What the control server needs; `secret` is the value of SIDECAR_SECRET.
    pub fn control(&self, secret: &str) -> Result<ControlConfig, ConfigError> {
        Ok(ControlConfig { endpoint: self.control.clone(), secret: Secret::new(secret)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(flags: &[&str]) -> Config {
        Config::try_parse_from([&["sidecar"], flags].concat()).unwrap()
    }

    #[test]
    fn addresses_are_read_and_bad_ones_refused() {
        let media = config(&["--public-ips", "192.0.2.1, 2001:db8::1,"]).media().unwrap();
        assert_eq!(media.public_ips.len(), 2);
        assert_eq!(media.bind.port(), 10_000);
        assert!(config(&["--public-ips", "example.com"]).media().is_err());
        assert!(Config::try_parse_from(["sidecar", "--control", "http://x"]).is_err());
    }

    #[test]
    fn the_secret_must_be_long_and_is_never_printed() {
        assert!(config(&[]).control("short").is_err());
        let secret = "0123456789abcdef0123456789abcdef";
        let control = config(&["--control", "tcp:127.0.0.1:7000"]).control(secret).unwrap();
        assert!(!format!("{control:?}").contains(secret));
    }
}
