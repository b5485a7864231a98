//! The real binary, killed while photos are sent to it: every photo that was acknowledged is whole, and nothing else stays.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::{Duration as StdDuration, SystemTime};

use chrono::Duration;
use futures::TryStreamExt;
use image::GenericImageView;
use praxis::platform::clock::{Clock, random};
use praxis::platform::config::Settings;
use praxis::platform::password::Hasher;
use praxis::platform::sweep;
use reqwest::Client;
use serde_json::Value;
use tokio::task::JoinSet;

use super::{decoded, pictures};
use crate::blobs::store::files;
use crate::durable::{Server, sign_in};
use crate::harness::{Engine, PASSWORD, Place, start};

const CLIENTS: usize = 6;
const ROUNDS: usize = 12;

/// Sends photos until the server is killed; returns the address of the last that was acknowledged.
async fn send(http: Client, url: String, token: String, picture: Vec<u8>) -> Option<String> {
    let mut last = None;
    loop {
        let request = http.put(format!("{url}/api/v1/me/photo")).bearer_auth(&token).body(picture.clone());
        let Ok(answer) = request.send().await else { return last };
        let status = answer.status().as_u16();
        let Ok(body) = answer.json::<Value>().await else { return last };
        assert_eq!(status, 200, "{body}");
        last = Some(body["photo_url"].as_str().expect("an address").to_owned());
    }
}

/// The photo that the account has, after it was looked at.
async fn present(http: &Client, url: &str, token: &str) -> Option<String> {
    let me = http.get(format!("{url}/api/v1/me")).bearer_auth(token).send().await.expect("the server answers");
    let me: Value = me.json().await.expect("JSON");
    let photo = me["photo_url"].as_str()?.to_owned();
    for (size, side) in [("512", 512), ("128", 128)] {
        let answer = http.get(format!("{url}{photo}&size={size}")).bearer_auth(token).send().await.expect("the server answers");
        assert_eq!(answer.status().as_u16(), 200, "{photo} is not whole");
        assert_eq!(decoded(&answer.bytes().await.expect("an answer ends")).dimensions(), (side, side));
    }
    Some(photo)
}

async fn crash(engine: Engine) {
    let place = Place::make(engine).await;
    let mails = place.folder().join("mails");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port();
    let http = Client::builder().no_proxy().timeout(StdDuration::from_secs(20)).build().expect("a client can be made");
    let now = Clock::system().now();
    let hash = Hasher::new(2).hash(PASSWORD.to_owned()).await.expect("a password can be hashed");
    let mut emails = Vec::new();
    for n in 0..CLIENTS {
        emails.push(place.rows.add_patient(&format!("Patient {n}"), &hash, now).await.1);
    }
    let mut server = Server::start(&place, &mails, port, &http).await;
    let mut tokens = Vec::new();
    for email in &emails {
        tokens.push(sign_in(&http, &server.url, email).await);
    }
    let (mut last, mut acknowledged) = (vec![None; CLIENTS], 0);
    for round in 0..ROUNDS {
        let mut clients = JoinSet::new();
        for (n, token) in tokens.iter().enumerate() {
            let side = 520 + 100 * u32::try_from(n).expect("small");
            let picture = if n % 2 == 0 { pictures::jpeg(side, 520) } else { pictures::png(520, side) };
            let work = send(http.clone(), server.url.clone(), token.clone(), picture);
            clients.spawn(async move { (n, work.await) });
        }
        tokio::time::sleep(StdDuration::from_millis(300 + 8 * u64::from(random::<1>()[0]))).await;
        server.kill();
        let mut new = vec![None; CLIENTS];
        while let Some(done) = clients.join_next().await {
            let (n, photo) = done.expect("a client came back");
            new[n] = photo;
        }
        server = Server::start(&place, &mails, port, &http).await;
        for (n, token) in tokens.iter().enumerate() {
            let photo = present(&http, &server.url, token).await;
            let known = new[n].clone().or_else(|| last[n].clone());
            acknowledged += usize::from(new[n].is_some());
            // A later one may have been stored without its answer; the acknowledged one was replaced then.
            assert!(known.is_none() || photo.is_some(), "round {round}: {known:?} was acknowledged, and there is none");
            last[n] = photo;
        }
    }
    assert!(acknowledged > CLIENTS, "only {acknowledged} rounds of a client were acknowledged: that is no load");
    server.kill();

    // Some days later: what the killed server had claimed is done by another, and the rest is swept.
    let blobs = place.folder().join("blobs");
    let days_ago = SystemTime::UNIX_EPOCH + StdDuration::from_secs(1_700_000_000);
    for unfinished in files(&blobs).iter().filter(|path| path.to_string_lossy().contains('#')) {
        let file = std::fs::File::options().write(true).open(unfinished).expect("a file");
        file.set_modified(days_ago).expect("its time can be set");
    }
    let orphans = files(&blobs).len();
    let settings = Settings::for_test(place.folder().to_path_buf(), place.database.clone());
    let (app, _, closing) = start(settings, Clock::manual(now + Duration::days(3))).await;
    for _ in 0..1000 {
        if place.rows.count("SELECT COUNT(*) FROM jobs WHERE done_at IS NULL").await == 0 {
            break;
        }
        tokio::time::sleep(StdDuration::from_millis(10)).await;
    }
    sweep::sweep(&app).await.expect("it is swept");
    let keys: BTreeSet<String> = place.rows.words("SELECT blob_key FROM file_objects").await.into_iter().collect();
    let stored: Vec<_> = app.blobs.list().try_collect().await.expect("it can be listed");
    assert_eq!(stored.iter().map(|object| object.key.to_string()).collect::<BTreeSet<_>>(), keys);
    assert_eq!(files(&blobs).len(), keys.len(), "no unfinished file is left");
    println!("{ROUNDS} kills on {engine:?}: {} of {orphans} files are kept", keys.len());
    closing.cancel();
    app.stop().await;
    place.clear().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_photo_outlives_kills_and_nothing_else_stays_on_sqlite() {
    crash(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledged_photo_outlives_kills_and_nothing_else_stays_on_postgres() {
    crash(Engine::Postgres).await;
}
