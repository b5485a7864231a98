//! The API contract: its description is correct, and malformed requests get the same errors everywhere.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{Duration, SecondsFormat};
use reqwest::Method;
use serde_json::{Value, json};

use crate::described::{content, described, validator};
use crate::harness::{Answer, DoctorSeed, Person, Practice, at, both, text};

/// The path of every list.
const LISTS: [&str; 5] = ["/appointments", "/notifications", "/me/slots", "/doctors", "/doctors?sort=soonest"];

fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = described().all["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, operations)| {
        operations.as_object().expect("operations").iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn every_example_matches_its_schema() {
    let all = &described().all;
    let mut seen = 0;
    let mut fits = |at: &str, schema: &Value, example: &Value| {
        let faults: Vec<String> = validator(all, schema).iter_errors(example).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{at}: {faults:?}: {example}");
        seen += 1;
    };
    for (name, schema) in all["components"]["schemas"].as_object().expect("schemas") {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            for example in property["examples"].as_array().into_iter().flatten() {
                fits(&format!("{name}.{field}"), property, example);
            }
        }
    }
    for (operation, described) in operations() {
        let answers = described["responses"].as_object().expect("answers").values();
        for body in answers.chain(described.get("requestBody")) {
            if let Some((kind, schema)) = content(body) {
                fits(&operation, schema, &body["content"][kind]["example"]);
            }
        }
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            for example in parameter["schema"]["examples"].as_array().into_iter().flatten() {
                fits(&operation, &parameter["schema"], example);
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

fn references(value: &Value) -> BTreeSet<&str> {
    let own = value.get("$ref").and_then(Value::as_str);
    let below = value.as_object().into_iter().flat_map(|map| map.values()).chain(value.as_array().into_iter().flatten());
    own.into_iter().chain(below.flat_map(references)).collect()
}

#[test]
fn every_operation_says_all_that_a_client_has_to_know() {
    let all = &described().all;
    assert_eq!((&all["openapi"], &all["info"]["version"]), (&json!("3.1.0"), &json!(env!("CARGO_PKG_VERSION"))));
    let tags: BTreeSet<&str> = all["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    let mut ids = BTreeSet::new();
    for (operation, described) in operations() {
        assert!(ids.insert(text(&described["operationId"])), "{operation}: its operationId is another's");
        assert!(!text(&described["summary"]).is_empty(), "{operation}");
        assert!(tags.contains(text(&described["tags"][0]).as_str()), "{operation}: its tag is not described");
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["schema"].is_object() && parameter["schema"]["type"] != "null", "{operation}: {parameter}");
        }
        for (status, answer) in described["responses"].as_object().expect("answers") {
            assert!(answer["description"].as_str().is_some_and(|said| said.len() > 3), "{operation}: what {status} means");
            let kind = content(answer).map(|(kind, _)| kind);
            let fine = status.starts_with('2') || status == "304";
            assert!(fine || kind == Some("application/problem+json"), "{operation}: {status} is a problem");
        }
        // A picture has no schema.
        if let Some((kind, schema)) = content(&described["requestBody"]).filter(|(kind, _)| !kind.starts_with("image/")) {
            assert_eq!(kind, "application/json", "{operation}");
            let name = text(&schema["$ref"]);
            let schema = &all["components"]["schemas"][name.rsplit('/').next().expect("a name")];
            assert_eq!(schema["additionalProperties"], false, "{operation}: what is unknown is refused");
        }
    }
    for reference in references(all) {
        let place = reference.strip_prefix('#').expect("nothing is elsewhere");
        assert!(all.pointer(place).is_some(), "{reference} leads nowhere");
    }
    for name in all["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(name.chars().all(char::is_alphanumeric) && !name.ends_with("Body"), "{name} is no name for a schema");
    }
}

both!(the_examples_of_what_is_sent_are_accepted, |practice| async move {
    let example = |operation: &str| {
        let (_, described) = operations().find(|(name, _)| name == operation).expect(operation);
        described["requestBody"]["content"]["application/json"]["example"].clone()
    };
    let (doctor, anybody) = (practice.doctor().await, practice.anybody());
    let login = example("post /api/v1/auth/login");
    let mut register = example("post /api/v1/auth/register");
    anybody.post("/auth/register", register.clone()).await.is(202);
    register["email"] = login["email"].clone();
    register["password"] = login["password"].clone();
    anybody.post("/auth/register", register).await;
    anybody.post("/auth/login", login).await;
    let patient = practice.patient("Lan Nguyễn").await;
    let slot = doctor.post("/me/slots", example("post /api/v1/me/slots")).await.is(201);
    let path = format!("/me/slots/{}", text(&slot["id"]));
    doctor.patch(&path, example("patch /api/v1/me/slots/{id}")).await.is(200);
    let mut booking = example("post /api/v1/appointments");
    booking["slot_id"] = slot["id"].clone();
    let booked = patient.post("/appointments", booking).await.is(201);
    let path = format!("/appointments/{}", text(&booked["id"]));
    patient.patch(&path, example("patch /api/v1/appointments/{id}")).await.is(200);
});

/// Five of everything: doctors, slots, appointments, and notifications.
async fn five_of_everything(practice: &Practice) -> [(Person, &'static str, usize); 6] {
    let doctor = practice.doctor().await;
    let patient = practice.patient("Lan Nguyễn").await;
    for n in 0..5 {
        let begin = at("2027-03-04T09:00:00Z") + Duration::hours(n);
        let when = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let slot = doctor.offers(&when(begin), &when(begin + Duration::hours(1))).await;
        let booked = patient.books(&slot).await.is(201);
        doctor.sets(&text(&booked["id"]), "confirmed").await.is(200);
        practice.advance(Duration::seconds(1));
    }
    for (n, name) in ["Dr Five", "Dr Four", "Dr Three", "Dr Two"].into_iter().enumerate() {
        let other = practice.doctor_like(&DoctorSeed { name, ..DoctorSeed::default() }).await;
        if n < 2 {
            let day = 20 - n;
            other.offers(&format!("2027-03-{day}T09:00:00Z"), &format!("2027-03-{day}T10:00:00Z")).await;
        }
    }
    let again = || async { practice.sign_in(&patient.email).await };
    [
        (again().await, "/appointments?period=all", 5),
        (again().await, "/appointments?period=upcoming", 5),
        (again().await, "/notifications?", 5),
        (again().await, "/doctors?", 5),
        (again().await, "/doctors?sort=soonest", 5),
        (doctor, "/me/slots?", 5),
    ]
}

both!(every_list_is_walked_once_from_its_beginning_to_its_end, |practice| async move {
    for (person, list, count) in five_of_everything(&practice).await {
        let ids = |page: &Value| -> Vec<String> {
            page["items"].as_array().expect("a list").iter().map(|item| text(&item["id"])).collect()
        };
        let whole = ids(&person.get(&format!("{list}&limit=200")).await.is(200));
        assert_eq!(whole.len(), count, "{list}");
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = person.get(&format!("{list}&limit=2{cursor}")).await.is(200);
            walked.extend(ids(&page));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
            assert!(walked.len() < 10, "{list} has no end");
        }
        assert_eq!(walked, whole, "{list}");
    }
});

both!(doctors_come_by_their_next_free_slot_and_those_without_one_last, |practice| async move {
    five_of_everything(&practice).await;
    let found = practice.anybody().get("/doctors?sort=soonest").await.is(200);
    let names: Vec<String> = found["items"].as_array().expect("a list").iter().map(|doctor| text(&doctor["full_name"])).collect();
    assert_eq!(names[..2], ["Dr Four", "Dr Five"], "the nineteenth, then the twentieth");
    assert!(found["items"][4]["next_slots"].as_array().is_some_and(Vec::is_empty));
    practice.anybody().get("/doctors?sort=price").await.is_problem(422, "invalid");
});

both!(a_cursor_that_is_not_of_the_list_is_malformed, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let id = "01900000-0000-7000-8000-000000000000";
    let tampered = [
        "x".to_owned(),
        "%F0%9F%92%A9".to_owned(),
        encode("null"),
        encode("[]"),
        encode("{}"),
        encode("7"),
        encode(&format!("[\"a\\u0000b\",\"{id}\"]")),
        encode(&format!("[\"+262000-01-01T00:00:00Z\",\"{id}\"]")),
        encode(&format!("[\"0001-01-01T00:00:00Z\",\"{id}\"]")),
        encode("\"-9999-01-01T00:00:00Z\""),
        id.to_owned(),
        "A".repeat(4000),
    ];
    for list in LISTS.iter().chain(&["/doctors/{id}/slots"]) {
        let list = list.replace("{id}", &doctor.id);
        let person = if list == "/me/slots" { &doctor } else { &patient };
        for cursor in &tampered {
            // The cursor of a name may be any text, also a date.
            if list == "/doctors" && BASE64_URL_SAFE_NO_PAD.decode(cursor).is_ok_and(|key| key.contains(&b'T')) {
                continue;
            }
            let sign = if list.contains('?') { '&' } else { '?' };
            person.get(&format!("{list}{sign}cursor={cursor}")).await.is_problem(400, "malformed");
        }
    }
});

both!(a_querys_fault_is_named, |practice| async move {
    let (doctor, patient) = (practice.doctor().await, practice.patient("Lan Nguyễn").await);
    for list in LISTS.iter().chain(&["/doctors/{id}/slots"]) {
        let list = list.replace("{id}", &doctor.id);
        let person = if list == "/me/slots" { &doctor } else { &patient };
        let sign = if list.contains('?') { '&' } else { '?' };
        for (query, pointer, code) in [
            ("limit=0", "/limit", "out_of_range"),
            ("limit=201", "/limit", "out_of_range"),
            ("limit=-1", "/limit", "not_a_number"),
            ("limit=many", "/limit", "not_a_number"),
            ("limit=", "/limit", "not_a_number"),
            ("limit=99999999999999999999", "/limit", "not_a_number"),
            ("colour=red", "/colour", "unknown"),
            ("a~b/c=1", "/a~0b~1c", "unknown"),
            ("limit=5&limit=6", "/limit", "repeated"),
        ] {
            let problem = person.get(&format!("{list}{sign}{query}")).await.is_problem(422, "invalid");
            assert_eq!(
                (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
                (&json!(pointer), &json!(code)),
                "{list} {query}"
            );
        }
        person.get(&format!("{list}{sign}cursor=%ff")).await.is_problem(400, "malformed");
        person.get(&format!("{list}{sign}limit=1")).await.is(200);
        person.get(&format!("{list}{sign}limit=200&cursor=")).await.is(200);
    }
    for (query, code) in [("period=never", "not_a_choice"), ("period=", "not_a_choice")] {
        let problem = patient.get(&format!("/appointments?{query}")).await.is_problem(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/period"), &json!(code)));
    }
    let problem = patient.get(&format!("/doctors/{}/slots?from=tomorrow", doctor.id)).await.is_problem(422, "invalid");
    assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/from"), &json!("not_a_date")));
});

both!(a_bodys_fault_is_named_at_its_place, |practice| async move {
    const WHO: &str = r#""email":"new@example.org","password":"three unrelated words","full_name":"Somebody New""#;
    let patient = practice.patient("Lan Nguyễn").await;
    let id = "01900000-0000-7000-8000-000000000000";
    let (registered, booked) = ("/auth/register", "/appointments");
    for (path, body, pointer, code) in [
        (booked, r#"{"slot_id":7,"reason":"x"}"#.to_owned(), "/slot_id", "not_an_id"),
        (booked, r#"{"slot_id":"seven","reason":"x"}"#.to_owned(), "/slot_id", "not_an_id"),
        (booked, format!(r#"{{"slot_id":"{id}","reason":7}}"#), "/reason", "not_text"),
        (booked, format!(r#"{{"slot_id":"{id}","reason":null}}"#), "/reason", "not_text"),
        (booked, format!(r#"{{"slot_id":"{id}"}}"#), "/reason", "required"),
        (booked, format!(r#"{{"slot_id":"{id}","reason":"x","reason":"y"}}"#), "/reason", "repeated"),
        (booked, format!(r#"{{"slot_id":"{id}","reason":"x","a/b":1}}"#), "/a~1b", "unknown"),
        (registered, format!(r#"{{{WHO},"role":"king"}}"#), "/role", "not_a_choice"),
        (registered, format!(r#"{{{WHO},"role":7}}"#), "/role", "not_text"),
        (registered, format!(r#"{{{WHO},"role":"patient","date_of_birth":"1987-02-30"}}"#), "/date_of_birth", "not_a_date"),
        (registered, format!(r#"{{{WHO},"role":"patient","date_of_birth":7}}"#), "/date_of_birth", "not_text"),
    ] {
        let sent = patient.request(Method::POST, path).header("content-type", "application/json").body(body.clone());
        let problem = Answer::of(sent).await.is_problem(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!(pointer), &json!(code)), "{body}");
    }
    let nested = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for body in ["{} {}".to_owned(), "{}x".to_owned(), nested.clone(), format!("{{\"reason\":{nested}}}"), "\"{}\"".to_owned()] {
        let sent = patient.request(Method::POST, booked).header("content-type", "application/json").body(body);
        Answer::of(sent).await.is_problem(400, "malformed");
    }
    for kind in ["application/json; charset=latin1", "application/jsonp", "text/json", "application/problem+json", ""] {
        let sent = patient.request(Method::POST, booked).header("content-type", kind).body("{}");
        Answer::of(sent).await.is_problem(415, "wrong_media_type");
    }
    for kind in ["application/json;charset=utf-8", "Application/JSON; Charset=\"UTF-8\"", "application/json; profile=x"] {
        let sent = patient.request(Method::POST, booked).header("content-type", kind).body("{}");
        Answer::of(sent).await.is_problem(422, "invalid");
    }
});

both!(what_is_nothing_may_be_null, |practice| async move {
    let nothing = json!({
        "role": "patient", "email": "ana@example.org", "password": crate::harness::PASSWORD, "full_name": "Ana Marku",
        "date_of_birth": "1990-12-31", "phone": null, "gender": null, "locale": null, "time_zone": null, "address": null,
    });
    practice.anybody().post("/auth/register", nothing).await.is(202);
    let me = practice.sign_in("ana@example.org").await.get("/me").await.is(200);
    assert_eq!((&me["phone"], &me["gender"]), (&Value::Null, &json!("undisclosed")));
});

both!(a_method_that_is_not_there_names_those_that_are, |practice| async move {
    let patient = practice.patient("Lan Nguyễn").await;
    let methods = |answer: &Answer| -> BTreeSet<String> {
        answer.headers["allow"].split(',').map(|method| method.trim().to_owned()).collect()
    };
    for (method, path, allowed) in [
        (Method::DELETE, "/appointments", ["GET", "HEAD", "POST"].as_slice()),
        (Method::OPTIONS, "/appointments", &["GET", "HEAD", "POST"]),
        (Method::GET, "/auth/login", &["POST"]),
        (Method::PUT, "/me/slots/x", &["DELETE", "PATCH"]),
        (Method::POST, "/doctors/x", &["GET", "HEAD"]),
    ] {
        let answer = Answer::of(patient.request(method.clone(), path)).await;
        assert_eq!(methods(&answer), allowed.iter().map(|method| (*method).to_owned()).collect(), "{method} {path}");
        answer.is_problem(405, "wrong_method");
    }
    let head = Answer::of(patient.request(Method::HEAD, "/appointments")).await;
    assert_eq!((head.status, head.raw.as_str()), (200, ""));
    Answer::of(patient.request(Method::GET, "/appointments").header("accept", "text/csv")).await.is(200);
});

both!(a_problem_is_told_in_the_readers_language, |practice| async move {
    let told = async |person: &Person, path: &str, accept: &str| {
        let problem = Answer::of(person.request(Method::GET, path).header("accept-language", accept)).await.body;
        (text(&problem["title"]), text(&problem["detail"]))
    };
    let anybody = practice.anybody();
    let (title, detail) = told(&anybody, "/me", "fr-CH, en;q=0.5").await;
    assert_eq!(
        (title.as_str(), detail.as_str()),
        ("You are not signed in. Sign in and try again.", "Vous n’êtes pas connecté. Connectez-vous et réessayez.")
    );
    let (title, detail) = told(&anybody, "/me", "de").await;
    assert_eq!(title, detail, "English where nothing else is known");
    let lan = practice.patient_reading("Lan Nguyễn", "vi").await;
    let (_, detail) = told(&lan, "/appointments/x", "fr").await;
    assert!(detail.starts_with("Mục này không tồn tại"), "the account's language comes first: {detail}");
    let problem = Answer::of(lan.request(Method::GET, "/appointments?limit=0")).await.is_problem(422, "invalid");
    assert_eq!(problem["errors"][0]["message"], "Giá trị nằm ngoài giới hạn");
});
