//! Signing in: whether its time tells known addresses from unknown ones, and how many sign-ins fit beside the booking pages.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::{CLIENTS, Connection, PASSWORD, READERS, Seeded, Server, Times, get, line, load, post, row, seed, sign_in, sqlite};

/// Requests of each kind; a wrong password costs a hash.
const SIGN_INS: usize = 300;
const FORGOTTEN: usize = 2000;
/// Connections that sign in without a pause.
const SIGNING_IN: usize = 4;

/// A sequence of bits without a pattern (SplitMix64), the same in every run.
fn is_odd(n: usize) -> bool {
    let n = u64::try_from(n).expect("small").wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (n ^ (n >> 31)) & 1 == 1
}

/// Asks for known and unknown addresses in an order without a pattern: a request's job slows the next ones, and must slow both kinds
/// alike. Prints both medians and their difference.
async fn compare(
    server: &Server,
    what: &str,
    path: &str,
    status: u16,
    count: usize,
    body: impl Fn(&str) -> String,
    known: &[String],
) {
    let mut connection = Connection::open(server.address).await.expect("the server accepts");
    let mut times = [Times::default(), Times::default()];
    for n in 0..2 * count {
        let kind = usize::from(is_odd(n));
        let email = &known[n / 2 % known.len()];
        // As long as the known one.
        let email = if kind == 0 { email.clone() } else { email.replacen(|c: char| c.is_ascii_alphabetic(), "~", 1) };
        let request = post(path, "", &body(&email));
        let begun = Instant::now();
        let got = connection.ask(&request).await.expect("the server answers");
        let time = begun.elapsed();
        assert_eq!(got, status, "{}", String::from_utf8_lossy(&connection.body));
        // The first ones warm up.
        if n >= 20 {
            times[kind].0.push(time);
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for times in &mut times {
        times.0.sort_unstable();
    }
    let [known, unknown] = times;
    row(&format!("{what}, known address"), &format!("{}", known.0.len()), known.at(0.5), known.at(0.99), "");
    row(&format!("{what}, unknown address"), &format!("{}", unknown.0.len()), unknown.at(0.5), unknown.at(0.99), "");
    let difference = (unknown.at(0.5) / known.at(0.5) - 1.0) * 100.0;
    line(&format!("{what}, difference of the medians"), &format!("{difference:+.2} %"), "within 5 %");
}

/// Measures both on one engine.
pub async fn timing(name: &str, url: &str, folder: &Path, database: Option<&str>) {
    let seeded = seed(url, folder, database).await;
    let mails = folder.join("mails");
    let server = Server::start_with(folder, database, &[("PRAXIS_MAIL_DIR", mails.as_os_str())]).await;
    let login = |email: &str| format!(r#"{{"email":"{email}","password":"not {PASSWORD}"}}"#);
    compare(&server, &format!("{name}: sign-in"), "/api/v1/auth/login", 401, SIGN_INS, login, &seeded.patients).await;
    let forgot = |email: &str| format!(r#"{{"email":"{email}"}}"#);
    compare(&server, &format!("{name}: forgot"), "/api/v1/auth/password/forgot", 202, FORGOTTEN, forgot, &seeded.patients).await;
}

/// Loads booking pages, alone and beside sign-ins.
pub async fn beside_pages(name: &str, folder: &Path, length: Duration) {
    let seeded = seed(&sqlite(folder), folder, None).await;
    let server = Server::start(folder, None).await;
    let mut tokens = Vec::new();
    for email in &seeded.patients {
        tokens.push(sign_in(&server, email).await);
    }
    let Seeded { slots, patients } = seeded;
    let page = move |client: usize, n: usize| {
        let slot = slots[(client + n) % CLIENTS].get(n)?;
        Some(get(&format!("/book/{slot}"), &format!("Cookie: access={}\r\n", tokens[client % tokens.len()])))
    };
    load(&server, READERS, Duration::from_secs(1), 200, page.clone()).await;
    let (rate, times) = load(&server, READERS, length, 200, page.clone()).await;
    row(&format!("{name}: booking pages, {READERS} connections"), &format!("{rate:.0}/s"), times.at(0.5), times.at(0.99), "");

    let (ended, begun) = (Arc::new(AtomicBool::new(false)), Instant::now());
    let mut clients = JoinSet::new();
    for client in 0..SIGNING_IN {
        let (ended, address, patients) = (ended.clone(), server.address, patients.clone());
        clients.spawn(async move {
            let mut connection = Connection::open(address).await.expect("the server accepts");
            let (mut times, mut refused) = (Vec::new(), 0_usize);
            for n in client.. {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                let body = format!(r#"{{"email":"{}","password":"{PASSWORD}"}}"#, patients[n % patients.len()]);
                let asked = Instant::now();
                let status = connection.ask(&post("/api/v1/auth/login", "", &body)).await.expect("the server answers");
                if status == 200 {
                    times.push(asked.elapsed());
                } else {
                    assert_eq!(status, 503, "{}", String::from_utf8_lossy(&connection.body));
                    refused += 1;
                }
            }
            (times, refused)
        });
    }
    let (rate, times) = load(&server, READERS, length, 200, page).await;
    ended.store(true, Ordering::Relaxed);
    let (mut signed_in, mut refused) = (Times::default(), 0);
    while let Some(client) = clients.join_next().await {
        let (times, more) = client.expect("a client came back");
        signed_in.0.extend(times);
        refused += more;
    }
    let per_second = super::rate(signed_in.0.len(), begun.elapsed());
    signed_in.0.sort_unstable();
    row(&format!("{name}: the same beside sign-ins"), &format!("{rate:.0}/s"), times.at(0.5), times.at(0.99), "p99 below 100 ms");
    let what = format!("{name}: sign-ins meanwhile, {SIGNING_IN} connections");
    row(&what, &format!("{per_second:.1}/s"), signed_in.at(0.5), signed_in.at(0.99), "");
    line(&format!("{name}: sign-ins refused as overloaded"), &format!("{refused}"), "");
}
