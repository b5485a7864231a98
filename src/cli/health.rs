//! `praxis health`: the health check for containers and supervisors, without curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TIMEOUT: Duration = Duration::from_secs(5);
const QUESTION: &[u8] = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Requests `/readyz` from the server at `address`; the error says why it is not ready.
pub(super) async fn ask(mut address: SocketAddr) -> Result<(), String> {
    // A server on the unspecified address is reached on localhost.
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(QUESTION).await?;
        let mut answer = Vec::new();
        stream.take(1024).read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
    };
    match tokio::time::timeout(TIMEOUT, asked).await {
        Ok(Ok(answer)) if answer.starts_with("HTTP/1.1 200") => {
            println!("The server at {address} is ready.");
            Ok(())
        }
        Ok(Ok(answer)) => Err(format!("the server at {address} is not ready: {}", answer.lines().next().unwrap_or_default())),
        Ok(Err(error)) => Err(format!("nobody answers at {address}: {error}")),
        Err(_) => Err(format!("the server at {address} does not answer in time")),
    }
}
