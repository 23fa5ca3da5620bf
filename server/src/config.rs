//! Configuration: environment variables (or the same as flags). README.md has the table; keep both the same.

use anyhow::{Context, ensure};
use auth::TrustedProxies;
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use telemetry::LogFormat;

/// Everything that can be set from outside.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Address that the web server listens on.
    #[arg(long, env = "OPENSTUDIO_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Address that people type. `https` makes cookies Secure. Default: `http://` and the listening address.
    #[arg(long, env = "OPENSTUDIO_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Directory for everything that must be kept: database, secrets, files.
    #[arg(long, env = "OPENSTUDIO_DATA", default_value = ".data")]
    pub data: PathBuf,
    /// Directory with the built browser files.
    #[arg(long, env = "OPENSTUDIO_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// Secret that signs guests and derives the database role's password; at least 32 characters. Default: made once,
    /// kept in the data directory.
    #[arg(long, env = "OPENSTUDIO_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// Addresses or networks of proxies whose `X-Forwarded-For` is believed, separated by commas.
    #[arg(long, env = "OPENSTUDIO_TRUSTED_PROXIES", default_value = "", value_parser = TrustedProxies::parse, hide_default_value = true)]
    pub trusted_proxies: TrustedProxies,
    /// So many times the usual limits on sign-ins, sign-ups and guests, for a school behind one address; 1 or more.
    #[arg(long, env = "OPENSTUDIO_LIMIT_FACTOR", default_value_t = 1)]
    pub limit_factor: u32,
    /// So many people may listen in a public room beyond its own places, where it lets people listen; at most 100000.
    #[arg(long, env = "OPENSTUDIO_AUDIENCE_MAX", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=100_000))]
    pub audience_max: u32,
    /// The database's owner, as a PostgreSQL URL. Default: a private cluster in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The login role's URL, when it must differ from the owner's in more than name and password.
    #[arg(long, env = "DATABASE_LOGIN_URL", hide_env_values = true)]
    pub database_login_url: Option<String>,
    /// NATS server (`nats://` or `tls://`, with name and password or token if need be) through which several processes
    /// serve one address. Default: this process is the only one.
    #[arg(long, env = "NATS_URL", hide_env_values = true)]
    pub nats_url: Option<String>,
    /// Control address of a sidecar that runs elsewhere (`unix:/path` or `tcp:host:port`). Default: the server starts one.
    #[arg(long, env = "SIDECAR_URL")]
    pub sidecar_url: Option<String>,
    /// Secret shared with that sidecar; at least 32 characters.
    #[arg(long, env = "SIDECAR_SECRET", hide_env_values = true)]
    pub sidecar_secret: Option<String>,
    /// Address for sound, UDP and TCP, of the sidecar that the server starts.
    #[arg(long, env = "SIDECAR_MEDIA_ADDR", default_value = "0.0.0.0:10000")]
    pub sidecar_media_addr: SocketAddr,
    /// Addresses to announce to browsers, separated by commas. Default: those of the network interfaces.
    #[arg(long, env = "SIDECAR_PUBLIC_IPS", value_delimiter = ',')]
    pub sidecar_public_ips: Vec<IpAddr>,
    /// Mail server for invitations: `smtps://user:password@host`, `smtp://user:password@host?tls=required` (STARTTLS) or
    /// `smtp://host`. Default: no mail; invitations' links are there to copy.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<String>,
    /// In whose name mail goes out, for example `OpenStudio <jam@example.org>`.
    #[arg(long, env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// `text` or `json`.
    #[arg(long, env = "LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

impl Config {
    /// The origin (`scheme://host[:port]`) that browsers send, without a slash at the end.
    ///
    /// # Errors
    /// When `OPENSTUDIO_PUBLIC_URL` is not an http(s) address without a path.
    pub fn origin(&self) -> anyhow::Result<String> {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.addr));
        let origin = url.trim_end_matches('/').to_owned();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let host = host
            .with_context(|| format!("OPENSTUDIO_PUBLIC_URL must begin with http:// or https://: {url}"))?;
        ensure!(!host.is_empty() && !host.contains('/'), "OPENSTUDIO_PUBLIC_URL must not have a path: {url}");
        Ok(origin)
    }

    /// Whether people reach us over TLS.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        config: Config,
    }

    fn with(args: &[&str]) -> Config {
        Cli::parse_from(std::iter::once(&"server").chain(args)).config
    }

    #[test]
    fn the_origin_is_what_browsers_send() {
        assert_eq!(with(&["--addr", "127.0.0.1:81"]).origin().unwrap(), "http://127.0.0.1:81");
        let tls = with(&["--public-url", "https://jam.example/"]);
        assert_eq!(tls.origin().unwrap(), "https://jam.example");
        assert!(tls.is_secure());
        assert!(with(&["--public-url", "https://jam.example/path"]).origin().is_err());
        assert!(with(&["--public-url", "jam.example"]).origin().is_err());
    }
}
