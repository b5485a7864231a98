//! The binary: settings, refused starts, graceful shutdown, the command line.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PRAXIS: &str = env!("CARGO_BIN_EXE_praxis");

/// The binary in this folder, without the `PRAXIS_` variables of the environment.
pub fn praxis(folder: &Path) -> Command {
    let mut command = Command::new(PRAXIS);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PRAXIS_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("RUST_LOG", "info").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port()
}

/// Its whole output.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The beginning of the response; `None` if nothing listens on the port.
fn ask(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer[..length]).into_owned())
}

const LIVE: &str = "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Starts it and waits until it answers on the port.
fn serving(mut command: Command, port: u16) -> Child {
    let mut child = command.spawn().expect("it starts");
    let begun = Instant::now();
    while ask(port, LIVE).is_none_or(|answer| !answer.starts_with("HTTP/1.1 200")) {
        assert!(child.try_wait().expect("it can be asked").is_none(), "it has ended by itself");
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not listen on {port}");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

fn terminate(child: &Child) {
    let done = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill is there");
    assert!(done.success());
}

#[test]
fn a_flag_is_stronger_than_the_environment_and_that_than_the_file() {
    let folder = folder();
    let [file, environment, flag] = [free_port(), free_port(), free_port()];
    std::fs::write(folder.path().join("praxis.toml"), format!("listen = \"127.0.0.1:{file}\"\n")).expect("a file");
    let stop = |mut child: Child| {
        terminate(&child);
        assert!(child.wait().expect("it ends").success());
    };
    let mut command = praxis(folder.path());
    command.arg("serve");
    stop(serving(command, file));
    let mut command = praxis(folder.path());
    command.arg("serve").env("PRAXIS_LISTEN", format!("127.0.0.1:{environment}"));
    stop(serving(command, environment));
    let mut command = praxis(folder.path());
    command.args(["serve", "--listen", &format!("127.0.0.1:{flag}")]).env("PRAXIS_LISTEN", format!("127.0.0.1:{environment}"));
    stop(serving(command, flag));
}

#[test]
fn a_wrong_setting_stops_the_start_with_a_sentence_that_names_it() {
    for (text, named) in [
        ("colour = \"red\"", "colour"),
        ("listen = \"here\"", "listen"),
        ("public_url = \"practice.example\"", "public_url"),
        ("mail_from = \"nobody\"", "mail_from"),
        ("cancel_hours = 99999", "cancel_hours"),
        ("practice_phone = \"ring us\"", "practice_phone"),
        ("free_attempts = 0", "free_attempts"),
        ("database = \"mysql://localhost/x\"", "database"),
        ("smtp_url = \"practice.example\"", "smtp_url"),
        ("sms_body = \"{to} {text}\"", "sms_body: it needs sms_url"),
        ("sms_url = \"sms.example\"", "sms_url"),
        ("sms_url = \"http://sms.example/send\"", "sms_url: http:// is for this machine only"),
        ("sms_url = \"https://sms.example/\"\nsms_method = \"PATCH\"", "sms_method"),
        ("sms_url = \"https://sms.example/\"\nsms_method = \"GET\"", "sms_body: {to} is neither in it nor in sms_url"),
        ("sms_url = \"https://sms.example/\"\nsms_body = \"to={to}\"", "sms_body: {text} is neither in it nor in sms_url"),
        ("sms_url = \"https://sms.example/\"\nsms_body = '{\"to\":{to},\"text\":\"{text}\"}'", "sms_body: this is no JSON"),
        ("sms_url = \"https://sms.example/\"\nsms_headers = [\"hushed\"]", "sms_headers"),
        ("sms_url = \"https://sms.example/\"\nsms_headers = [\"Content-Type: text/xml\"]", "sms_headers: the Content-Type"),
        ("max_sms_per_day = 0", "max_sms_per_day"),
        ("s3_region = \"eu-central-1\"", "s3_region: it needs s3_bucket"),
        ("s3_path_style = false", "s3_path_style: it needs s3_bucket"),
        ("s3_bucket = \"files\"", "s3_access_key: it is needed"),
        ("s3_bucket = \"files\"\ns3_access_key = \"id\"", "s3_secret_key: it is needed"),
        ("s3_bucket = \"../files\"", "s3_bucket"),
        ("s3_bucket = \"files\"\ns3_prefix = \"praxis/../x\"", "s3_prefix"),
        ("s3_bucket = \"files\"\ns3_prefix = \"/praxis\"", "s3_prefix"),
        ("s3_bucket = \"files\"\ns3_region = \"\"", "s3_region"),
        ("s3_bucket = \"files\"\ns3_endpoint = \"storage.example\"", "s3_endpoint"),
        ("s3_bucket = \"files\"\ns3_endpoint = \"https://storage.example/files\"", "s3_endpoint"),
        ("s3_bucket = \"files\"\ns3_endpoint = \"http://storage.example\"", "s3_endpoint: http:// is for this machine only"),
        ("s3_bucket = \"files\"\ns3_endpoint = \"http://127.0.0.1.example:9000\"", "s3_endpoint: http:// is for this machine only"),
    ] {
        let folder = folder();
        std::fs::write(folder.path().join("praxis.toml"), text).expect("a file");
        let output = praxis(folder.path()).arg("migrate").output().expect("it runs");
        assert!(!output.status.success(), "{text}");
        let said = said(&output);
        assert!(said.contains(named), "{text}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "one sentence: {said}");
        assert!(!folder.path().join("praxis-data").join("praxis.sqlite").exists(), "nothing was made: {text}");
    }
}

#[test]
fn secrets_are_not_printed() {
    let folder = folder();
    let mut command = praxis(folder.path());
    command.args(["migrate", "--database", "postgres://praxis:hush-hush@127.0.0.1:1/praxis"]);
    command.env("PRAXIS_SMTP_URL", "smtps://mail:also-hushed@mail.example");
    let output = command.output().expect("it runs");
    assert!(!output.status.success());
    let said = said(&output);
    assert!(said.contains("127.0.0.1:1"), "which database it was: {said}");
    assert!(!said.contains("hush"), "{said}");
    let mut command = praxis(folder.path());
    command.args(["migrate", "--s3-bucket", "files", "--s3-endpoint", "https://id:hushed@storage.example"]);
    command.env("PRAXIS_S3_ACCESS_KEY", "hushed-id").env("PRAXIS_S3_SECRET_KEY", "hushed-key");
    let said = self::said(&command.output().expect("it runs"));
    assert!(said.contains("s3_endpoint") && !said.contains("hush"), "{said}");
    let mut command = praxis(folder.path());
    command.args(["migrate", "--sms-url", "https://hushed@sms.example/?key=hushed", "--sms-body", "hushed {to}"]);
    command.env("PRAXIS_SMS_HEADERS", "Authorization: Bearer hushed");
    let said = self::said(&command.output().expect("it runs"));
    assert!(said.contains("sms_body") && !said.contains("hush"), "{said}");
    let mut help = praxis(folder.path());
    help.args(["serve", "--help"]).env("PRAXIS_SMTP_URL", "smtps://mail:also-hushed@mail.example");
    help.env("PRAXIS_S3_ACCESS_KEY", "hushed-id").env("PRAXIS_S3_SECRET_KEY", "hushed-key");
    help.env("PRAXIS_SMS_URL", "https://hushed.example/")
        .env("PRAXIS_SMS_HEADERS", "a: hushed|b: hushed")
        .env("PRAXIS_SMS_BODY", "hushed");
    let help = self::said(&help.output().expect("it runs"));
    assert!(help.contains("--s3-secret-key") && !help.contains("hush"), "{help}");
}

#[test]
fn a_key_that_s3_does_not_take_stops_the_server_but_not_the_command_line() {
    let folder = folder();
    // Nothing listens there.
    let endpoint = format!("http://127.0.0.1:{}", free_port());
    let with = |command: &str| {
        let mut with = praxis(folder.path());
        with.args([command, "--s3-bucket", "files", "--s3-endpoint", &endpoint]);
        with.env("PRAXIS_S3_ACCESS_KEY", "hushed-id").env("PRAXIS_S3_SECRET_KEY", "hushed-key").env("RUST_LOG", "debug");
        with.env("PRAXIS_LISTEN", format!("127.0.0.1:{}", free_port()));
        with.output().expect("it runs")
    };
    assert!(with("migrate").status.success(), "the database can be prepared without the files");
    let served = with("serve");
    let said = said(&served);
    assert!(!served.status.success() && said.contains(&format!("s3_endpoint, s3_region: {endpoint} cannot be used")), "{said}");
    assert!(!said.contains("hushed"), "{said}");
}

#[test]
fn the_help_teaches() {
    let help = said(&praxis(folder().path()).arg("--help").output().expect("it runs"));
    for word in ["serve", "migrate", "backup", "restore", "demo", "admin", "--data-dir", "--database", "praxis.toml", "To begin"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn it_stops_in_order() {
    let folder = folder();
    let port = free_port();
    let mut command = praxis(folder.path());
    command.args(["--data-dir", "data", "serve", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = serving(command, port);
    // An open connection does not delay the shutdown.
    let mut kept = TcpStream::connect(("127.0.0.1", port)).expect("it accepts");
    kept.write_all(LIVE.replace("Connection: close\r\n", "").as_bytes()).expect("it reads");
    kept.read_exact(&mut [0; 15]).expect("it answers");
    let begun = Instant::now();
    terminate(&child);
    assert!(child.wait().expect("it ends").success());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let left = std::fs::metadata(folder.path().join("data").join("praxis.sqlite-wal")).map_or(0, |file| file.len());
    assert_eq!(left, 0, "the write-ahead log is folded in");
}

#[test]
fn who_says_nothing_or_half_is_not_waited_for() {
    let folder = folder();
    let port = free_port();
    let mut command = praxis(folder.path());
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = serving(command, port);
    let half = ["", "G", "PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /livez HTTP/1.1\r\nHost: loc"];
    let waits: Vec<_> = half
        .map(|said| {
            std::thread::spawn(move || {
                let begun = Instant::now();
                let answer = ask(port, said).unwrap_or_default();
                (said, answer, begun.elapsed())
            })
        })
        .into_iter()
        .collect();
    for wait in waits {
        let (said, answer, took) = wait.join().expect("it comes back");
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{said:?}: {answer}");
        assert!(took < Duration::from_secs(15), "{said:?}: {took:?}");
    }
    terminate(&child);
    child.wait().expect("it ends");
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let folder = folder();
    let port = free_port();
    let mut command = praxis(folder.path());
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = serving(command, port);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it accepts");
    stream.set_read_timeout(Some(Duration::from_secs(45))).expect("a timeout can be set");
    let head =
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("it reads");
    let begun = Instant::now();
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).expect("it answers");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
    terminate(&child);
    child.wait().expect("it ends");
}

#[test]
fn one_address_does_not_take_every_place() {
    let folder = folder();
    let port = free_port();
    let mut command = praxis(folder.path());
    command.args(["--max-connections-per-address", "8", "serve", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = serving(command, port);
    let kept: Vec<TcpStream> = (0..20).filter_map(|_| TcpStream::connect(("127.0.0.1", port)).ok()).collect();
    std::thread::sleep(Duration::from_millis(200));
    let open = kept
        .iter()
        .filter(|stream| {
            stream.set_nonblocking(true).expect("it can be asked");
            // Nothing to read, but not closed.
            stream.peek(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
        })
        .count();
    assert_eq!(open, 8);
    drop(kept);
    std::thread::sleep(Duration::from_millis(200));
    assert!(ask(port, LIVE).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")), "places are given back");
    terminate(&child);
    child.wait().expect("it ends");
}

#[test]
fn an_admin_is_made_with_a_password_from_standard_input() {
    let folder = folder();
    let create = |password: &str| {
        let mut command = praxis(folder.path());
        command.args(["admin", "create", "--email", "a@practice.example", "--full-name", "Ada Admin", "--password-stdin"]);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(password.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends")
    };
    let short = create("short\n");
    assert!(!short.status.success() && said(&short).contains("password"), "{}", said(&short));
    let made = create("correct horse battery\n");
    assert!(made.status.success() && said(&made).contains("a@practice.example"), "{}", said(&made));
    let again = create("correct horse battery\n");
    assert!(!again.status.success() && said(&again).contains("--email"), "{}", said(&again));
    assert!(!said(&again).contains("correct horse"));
}

/// An SMTP server that rejects every recipient, with the address in its reply, as mail servers do.
fn refusing_mail_server() -> u16 {
    use std::io::{BufRead as _, BufReader};
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("somebody comes");
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().expect("a stream has two ends")).lines();
                let mut say = |words: &str| stream.write_all(format!("{words}\r\n").as_bytes()).is_ok();
                say("220 mail.example");
                while let Some(Ok(line)) = lines.next() {
                    let answer = match line.split_once(':') {
                        Some(("RCPT TO", to)) => format!("550 5.1.1 {} nobody here is called so", to.trim()),
                        _ => "250 mail.example".to_owned(),
                    };
                    if !say(&answer) {
                        return;
                    }
                }
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_recipient_stands_in_no_log_and_in_no_error_that_is_kept() {
    let (folder, port, mail) = (folder(), free_port(), refusing_mail_server());
    let mut command = praxis(folder.path());
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--smtp-url", &format!("smtp://127.0.0.1:{mail}")]);
    command.env("RUST_LOG", "debug");
    // It writes more than a pipe holds.
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).expect("a file");
    command.stdout(file.try_clone().expect("a file")).stderr(file);
    let mut child = serving(command, port);
    let body = "{\"role\":\"patient\",\"email\":\"eve.secret@people.example\",\"password\":\"purple lantern orchard\",\
         \"full_name\":\"Eve Quincilla\",\"date_of_birth\":\"1987-06-05\"}";
    let request = format!(
        "POST /api/v1/auth/register HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(port, &request).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    let rows = crate::harness::Rows::open(&format!("sqlite:{}", folder.path().join("praxis-data/praxis.sqlite").display())).await;
    let mut errors = Vec::new();
    for _ in 0..200 {
        errors = rows.words("SELECT last_error FROM jobs WHERE dead_at IS NOT NULL").await;
        if !errors.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    rows.close().await;
    terminate(&child);
    child.wait().expect("it ends");
    let said = std::fs::read_to_string(log).expect("a log");
    assert!(errors.len() == 1 && errors[0].contains("5.1.1") && !errors[0].contains("eve.secret"), "{errors:?}");
    assert!(said.contains("a job can never succeed") && said.contains("5.1.1"), "{said}");
    for word in ["eve.secret", "people.example", "Quincilla"] {
        assert!(!said.contains(word), "{word} stands in the log: {said}");
    }
}

#[test]
fn mails_that_would_travel_unencrypted_are_warned_of() {
    for (url, warned) in [
        ("smtp://mail.example:25", true),
        ("smtp://user:hushed@mail.example?tls=opportunistic", true),
        ("smtp://user:hushed@mail.example?tls=required", false),
        ("smtps://user:hushed@mail.example", false),
        ("smtp://localhost:2525", false),
        ("smtp://[::1]:2525", false),
        ("smtp://127.0.0.9", false),
    ] {
        let (folder, port) = (folder(), free_port());
        let mut command = praxis(folder.path());
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--smtp-url", url]);
        let child = serving(command, port);
        terminate(&child);
        let said = said(&child.wait_with_output().expect("it ends"));
        assert_eq!(said.contains("smtp_url: "), warned, "{url}: {said}");
        assert!(!said.contains("hushed") && !said.contains("mail.example"), "{said}");
    }
}

/// How many of `count` connections from this loopback address a practice answers while all are held open.
fn answered(port: u16, from: [u8; 4], count: usize) -> (usize, Vec<std::process::Child>) {
    // The standard library cannot set the source address of a connection; the shell's /dev/tcp cannot either.
    let script = "import socket,sys\nhost,port,n=sys.argv[1],int(sys.argv[2]),int(sys.argv[3])\nheld=[]\nok=0\nfor _ in range(n):\n s=socket.create_connection(('127.0.0.1',port),5,(host,0))\n s.settimeout(5)\n held.append(s)\n try:\n  s.sendall(b'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')\n  ok+=s.recv(12)==b'HTTP/1.1 200'\n except OSError:\n  pass\nprint(ok,flush=True)\nsys.stdin.read()\n";
    let address = from.map(|byte| byte.to_string()).join(".");
    let mut child = Command::new("python3")
        .args(["-c", script, &address, &port.to_string(), &count.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is there: scripts/setup needs it");
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.as_mut().expect("its output")), &mut line)
        .expect("it counts");
    (line.trim().parse().expect("a number"), vec![child])
}

#[test]
fn one_address_leaves_connections_for_others() {
    let (folder, port) = (folder(), free_port());
    let mut command = praxis(folder.path());
    // The limit per address is as high as the total.
    command.args([
        "serve",
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--max-connections",
        "40",
        "--max-connections-per-address",
        "40",
    ]);
    let child = serving(command, port);
    let (taken, mut holding) = answered(port, [127, 0, 0, 1], 60);
    let (others, more) = answered(port, [127, 0, 0, 2], 5);
    holding.extend(more);
    for mut one in holding {
        drop(one.stdin.take());
        one.wait().expect("it ends");
    }
    terminate(&child);
    child.wait_with_output().expect("it ends");
    assert_eq!((taken, others), (30, 5), "three quarters, and all of the other address's");
}
