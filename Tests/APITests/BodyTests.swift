// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import Memory
import PartnerClient
import Testing

/// What comes in a body that is wrong is refused in Dutch, told by place and never repeated, and
/// leaves nothing behind.
@Suite(.serialized, .loopbackRegion)
struct BodyTests {
    /// A body that can't be right, and where the answer must point; nil for any place.
    struct Wrong {
        let name: String
        let path: String
        let body: [UInt8]
        var pointer: String?

        init(_ name: String, _ path: String, _ body: [UInt8], at pointer: String? = nil) {
            self.name = name
            self.path = path
            self.body = body
            self.pointer = pointer
        }

        init(_ name: String, _ path: String, _ body: JSON, at pointer: String? = nil) {
            self.init(name, path, body.serialized(), at: pointer)
        }

        init(_ name: String, _ path: String, text: String, at pointer: String? = nil) {
            self.init(name, path, Array(text.utf8), at: pointer)
        }
    }

    @Test func `every wrong body is 400 with a pointer, tells no value, and stores nothing`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-lijf")
        let fragments = try made.school.get("\(made.path)/fragmenten")
        for wrong in unreadable(made) + misshapen(made) + unfitting(made) {
            let before = try await region.logSize()
            let request = try HandMade.post(wrong.path, wrong.body, by: made.school)
            let answer = try request.send(over: made.school)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == .badRequest, "\(wrong.name): \(text)")
            #expect(!text.contains(LoopbackCase.canary), "\(wrong.name) repeats a value: \(text)")
            try expectProblem(answer, code: "ongeldig-verzoek", "\(wrong.name)")
            let faults = answer.problem?.faults ?? []
            #expect((1...50).contains(faults.count), "\(wrong.name): \(text)")
            if let pointer = wrong.pointer {
                #expect(
                    faults.contains { $0.pointer == pointer },
                    "\(wrong.name): \(faults.map(\.pointer)) has no \(pointer)")
            }
            #expect(try await region.logSize() == before, "\(wrong.name) left a line")
        }
        #expect(try made.school.get("\(made.path)/fragmenten") == fragments)
    }

    @Test func `the same wrong body works with its key once it is right`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-later")
        let path = "\(made.path)/fragmenten"
        let wrong = try HandMade.post(path, ["doel": "P3"], by: made.school, key: "sleutel-1")
        #expect(try wrong.send(over: made.school).status == .badRequest)
        let right = try HandMade.post(path, made.fragment(), by: made.school, key: "sleutel-1")
        #expect(try right.send(over: made.school).status == .created)
    }

    @Test func `several errors are told at once, and never more than fifty`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-meer")
        let several: JSON = [
            "persoon": "x", "besluit": "misschien", "kanaal": 3, "heftGeheimOp": "ja",
        ]
        let request = try HandMade.post("\(made.path)/toestemmingen", several, by: made.school)
        let faults = try #require(try request.send(over: made.school).problem).faults
        let pointers = Set(faults.map(\.pointer))
        #expect(
            pointers == [
                "/persoon", "/besluit", "/kanaal", "/heftGeheimOp", "/bereik", "/gegevenOp",
                "/tekst",
            ])
        let unknown = JSON((0..<80).map { ("onbekend\($0)", .string(LoopbackCase.canary)) })
        let many = try HandMade.post("\(made.path)/toestemmingen", unknown, by: made.school)
        let answer = try many.send(over: made.school)
        #expect(answer.problem?.faults.count == 50)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(LoopbackCase.canary))
    }

    @Test func `a body above the limit is 413 and the connection ends`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-groot")
        let before = try await region.logSize()
        let body = Array(
            "{\"categorie\":\"\(String(repeating: "a", count: 1_048_576))\"}".utf8)
        let request = try HandMade.post("\(made.path)/fragmenten", body, by: made.school)
        let answer = try request.send(over: made.school)
        #expect(answer.status == .contentTooLarge)
        #expect(answer.headers["connection"] == "close")
        try expectProblem(answer, code: "te-groot", "too large")
        #expect(try await region.logSize() == before)
    }

    @Test func `another media type is 415 and no key is 400, and neither stores anything`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-soort")
        let before = try await region.logSize()
        for type in [nil, "text/plain", "application/jsonx", "application/json; charset=latin1"] {
            var request = try HandMade.post(
                "\(made.path)/fragmenten", made.fragment(), by: made.school)
            request.mediaType = type
            let answer = try request.send(over: made.school)
            #expect(answer.status == .unsupportedMediaType, "\(type ?? "none")")
            try expectProblem(answer, code: "type-niet-ondersteund", type ?? "none")
        }
        for key in [nil, "met spatie", String(repeating: "a", count: 65), "a/b"] {
            var request = try HandMade.post(
                "\(made.path)/fragmenten", made.fragment(), by: made.school)
            request.key = key
            let answer = try request.send(over: made.school)
            #expect(answer.status == .badRequest, "\(key ?? "none")")
            try expectProblem(answer, code: "ongeldig-verzoek", key ?? "none")
        }
        #expect(try await region.logSize() == before)
        var charset = try HandMade.post(
            "\(made.path)/fragmenten", made.fragment(), by: made.school)
        charset.mediaType = "Application/JSON; charset=UTF-8"
        #expect(try charset.send(over: made.school).status == .created)
    }

    @Test func `a method that a path has not is 405 with those that it has`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, _) = try await LoopbackCase.partners(region, "-methode")
        let table: [(HTTP.Method, String, String)] = [
            (.get, "/v1/verstrekkingen", "POST"), (.post, "/v1/catalogus", "GET"),
            (.post, "/v1/postvak", "GET"),
        ]
        for (method, path, allow) in table {
            let body: [UInt8]? = method == .post ? Array("{}".utf8) : nil
            var request = HandMade(method: method, target: path, body: body)
            request.token = try Claims(of: school, method: method.rawValue, path: path)
                .signed(by: school)
            let answer = try request.send(over: school)
            #expect(answer.status == .methodNotAllowed, "\(path)")
            #expect(answer.headers["allow"]?.contains(allow) == true, "\(path)")
            try expectProblem(answer, code: "methode-niet-toegestaan", path)
        }
    }

    // MARK: Tables

    /// Bytes that are no strict JSON.
    private func unreadable(_ made: LoopbackCase) -> [Wrong] {
        let path = "\(made.path)/fragmenten"
        let whole = made.fragment(LoopbackCase.canary).serialized()
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        var badText = Array("{\"categorie\":\"".utf8)
        badText += [0xC3, 0x28]
        badText += Array("\"}".utf8)
        return [
            Wrong("empty", path, []),
            Wrong("truncated", path, Array(whole.dropLast(7))),
            Wrong("something behind it", path, whole + Array("{}".utf8)),
            Wrong("duplicate keys", path, text: "{\"doel\":\"P3\",\"doel\":\"P2\"}"),
            Wrong("escaped duplicate keys", path, text: #"{"doel":"P3","\u0064oel":"P2"}"#),
            Wrong("deep nesting", path, text: "{\"inhoud\":{\"C6.observatie\":\(deep)}}"),
            Wrong("invalid UTF-8", path, badText),
            Wrong("lone surrogate", path, text: #"{"categorie":"\ud800"}"#),
            Wrong("byte order mark", path, [0xEF, 0xBB, 0xBF] + whole),
            Wrong("single quotes", path, text: "{'doel':'P3'}"),
            Wrong("comment", path, text: "{/**/}"),
            Wrong("NaN", path, text: "{\"doel\":NaN}"),
        ]
    }

    /// JSON of another shape than the schema says.
    private func misshapen(_ made: LoopbackCase) -> [Wrong] {
        let fragments = "\(made.path)/fragmenten"
        let canary = JSON.string(LoopbackCase.canary)
        func fragment(_ key: String, _ value: JSON?) -> JSON {
            changed(made.fragment(), key, value)
        }
        func consent(_ key: String, _ value: JSON?) -> JSON { changed(made.consent, key, value) }
        let consents = "\(made.path)/toestemmingen"
        return [
            Wrong("a list for an object", fragments, [], at: ""),
            Wrong("a text for an object", fragments, canary, at: ""),
            Wrong("unknown member", fragments, fragment(LoopbackCase.canary, 1), at: ""),
            Wrong("missing member", fragments, fragment("doel", nil), at: "/doel"),
            Wrong("number for text", fragments, fragment("categorie", 6), at: "/categorie"),
            Wrong("bad category", fragments, fragment("categorie", canary), at: "/categorie"),
            Wrong("null", fragments, fragment("doel", .null), at: "/doel"),
            Wrong("text for list", fragments, fragment("ontvangers", canary), at: "/ontvangers"),
            Wrong("empty list", fragments, fragment("ontvangers", []), at: "/ontvangers"),
            Wrong(
                "bad partner", fragments,
                fragment("ontvangers", [["partner": canary, "rol": "gezinswerker"]]),
                at: "/ontvangers/0/partner"),
            Wrong(
                "unknown member inside", fragments,
                fragment(
                    "ontvangers", [["partner": "a/b", "rol": "gezinswerker", "extra": canary]]),
                at: "/ontvangers/0"),
            Wrong("content is no object", fragments, fragment("inhoud", canary), at: "/inhoud"),
            Wrong("bad regime", fragments, fragment("regime", canary), at: "/regime"),
            Wrong("flag as text", fragments, fragment("noodzakelijk", canary), at: "/noodzakelijk"),
            Wrong(
                "uppercase id", consents, consent("persoon", .string(made.mother.uppercased())),
                at: "/persoon"),
            Wrong("short id", consents, consent("persoon", "abc"), at: "/persoon"),
            Wrong("no such day", consents, consent("geldigTot", "2026-02-30"), at: "/geldigTot"),
            Wrong(
                "date as instant", consents, consent("gegevenOp", "2026-01-01"), at: "/gegevenOp"),
            Wrong(
                "instant with an offset", consents,
                consent("gegevenOp", "2026-01-01T00:00:00.000+01:00"), at: "/gegevenOp"),
            Wrong(
                "bad digest", consents,
                consent("tekst", ["versie": "1", "sha256": canary]), at: "/tekst/sha256"),
            Wrong(
                "empty text", consents,
                consent("tekst", ["versie": "", "sha256": made.consent["tekst"]?["sha256"] ?? ""]),
                at: "/tekst/versie"),
            Wrong("collect by path", "/v1/verstrekkingen", ["envelop": "../x"], at: "/envelop"),
            Wrong(
                "bad birth date", "/v1/casussen",
                ["geboortedatum": "01-02-2013", "personen": []], at: "/geboortedatum"),
            Wrong(
                "nine persons", "/v1/casussen",
                [
                    "geboortedatum": "2013-02-01",
                    "personen": .array(Array(repeating: ["aanduiding": "ander"], count: 9)),
                ], at: "/personen"),
            Wrong(
                "unknown word", "/v1/casussen",
                ["geboortedatum": "2013-02-01", "personen": [["aanduiding": canary]]],
                at: "/personen/0/aanduiding"),
        ]
    }

    /// Well-formed, but not fitting the catalogue, the casus or the clock.
    private func unfitting(_ made: LoopbackCase) -> [Wrong] {
        let fragments = "\(made.path)/fragmenten"
        let canary = JSON.string(LoopbackCase.canary)
        func content(_ inhoud: JSON) -> JSON { changed(made.fragment(), "inhoud", inhoud) }
        let later = JSON.string(made.region.clock.now().adding(milliseconds: 60_000).rfc3339)
        let tomorrow = JSON.string(made.today.adding(days: 1).description)
        let stranger = JSON.string(RandomID(from: RegionRandom()).hex)
        let group = "/inhoud/C6.observatie"
        return [
            Wrong("no group", fragments, content(JSON([])), at: "/inhoud"),
            Wrong(
                "unknown group", fragments,
                content(JSON([(LoopbackCase.canary, JSON([]))])), at: "/inhoud"),
            Wrong(
                "group of another category", fragments,
                content(["C7.advies": ["advies": canary]]), at: "/inhoud"),
            Wrong(
                "unknown field", fragments,
                content(["C6.observatie": JSON([(LoopbackCase.canary, canary)])]), at: group),
            Wrong(
                "field is no text", fragments,
                content(["C6.observatie": ["observatie": 7]]), at: "\(group)/observatie"),
            Wrong(
                "empty field", fragments,
                content(["C6.observatie": ["observatie": ""]]), at: "\(group)/observatie"),
            Wrong("group is no object", fragments, content(["C6.observatie": canary]), at: group),
            Wrong(
                "field far too long", fragments,
                content([
                    "C6.observatie": [
                        "observatie": .string(
                            String(repeating: LoopbackCase.canary, count: 10_000))
                    ]
                ]), at: "\(group)/observatie"),
            Wrong(
                "unknown category", fragments,
                changed(made.fragment(), "categorie", "C99"), at: "/categorie"),
            Wrong(
                "given in the future", "\(made.path)/toestemmingen",
                changed(made.consent, "gegevenOp", later), at: "/gegevenOp"),
            Wrong(
                "asked in the future", "\(made.path)/vragen-aan-ouders",
                changed(made.question, "gevraagdOp", later), at: "/gevraagdOp"),
            Wrong(
                "heard in the future", "\(made.path)/hoorgesprekken",
                changed(made.hearing, "gehoordOp", later), at: "/gehoordOp"),
            Wrong(
                "gezag of tomorrow", "\(made.path)/gezag",
                changed(made.gezag, "peildatum", tomorrow), at: "/peildatum"),
            Wrong(
                "no person of this casus", "\(made.path)/toestemmingen",
                changed(made.consent, "persoon", stranger), at: "/persoon"),
            Wrong(
                "a consent without end", "\(made.path)/toestemmingen",
                changed(made.consent, "geldigTot", nil), at: "/geldigTot"),
            Wrong(
                "a consent of two years", "\(made.path)/toestemmingen",
                changed(
                    made.consent, "geldigTot",
                    .string(made.today.adding(days: 730).description)), at: "/geldigTot"),
            Wrong("already invited", "\(made.path)/deelnemers", made.invitation, at: "/partner"),
            Wrong(
                "born in the future", "/v1/casussen",
                ["geboortedatum": tomorrow, "personen": []], at: "/geboortedatum"),
        ]
    }
}

/// An object with one member set or, for nil, left out.
func changed(_ json: JSON, _ key: String, _ value: JSON?) -> JSON {
    var members: [(String, JSON)] = []
    for name in json.object?.keys ?? [] where name != key {
        members.append((name, json[name] ?? .null))
    }
    if let value { members.append((key, value)) }
    return JSON(members)
}

/// Expects a problem document in Dutch with the version and a stable code.
func expectProblem(
    _ answer: GatewayAnswer, code: String, _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let comment = Comment(rawValue: name)
    let json = try JSON(parsing: answer.body)
    #expect(
        answer.headers["content-type"] == "application/problem+json", comment,
        sourceLocation: sourceLocation)
    #expect(answer.headers["api-version"] == "1.0.0", comment, sourceLocation: sourceLocation)
    #expect(json["code"]?.string == code, comment, sourceLocation: sourceLocation)
    #expect(
        json["type"]?.string == "urn:kernpoort:probleem:\(code)", comment,
        sourceLocation: sourceLocation)
    #expect(
        json["status"]?.integer == Int64(answer.status.code), comment,
        sourceLocation: sourceLocation)
    #expect(json["title"]?.string?.isEmpty == false, comment, sourceLocation: sourceLocation)
    #expect(json["detail"]?.string?.isEmpty == false, comment, sourceLocation: sourceLocation)
}
