// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import JOSE
import LogVerifier
import OpenSSL
import PartnerClient
import TestSupport
import Testing

/// The document says what the gateway does: the same paths and methods, and answers of its shapes.
@Suite(.serialized, .loopbackRegion)
struct OpenAPITests {
    @Test func `the document has exactly the paths that the operations are written with`()
        async throws
    {
        let document = try await Self.document("-paden")
        let written = try Self.templatesInSources()
        #expect(written.count > 20)
        let documented = Set(document["paths"]?.object?.keys ?? [])
        #expect(documented == written)
    }

    @Test func `each path answers to exactly the methods that are documented`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, _) = try await LoopbackCase.partners(region, "-methoden")
        let document = try JSON(parsing: school.session().get("/v1/openapi.json").body)
        for path in document["paths"]?.object?.keys ?? [] {
            let documented = Set(document["paths"]?[path]?.object?.keys ?? [])
            let target = Self.filled(path)
            var found: Set<String> = []
            for method in [HTTP.Method.get, .post] {
                var request = HandMade(
                    method: method, target: target, body: method == .post ? [0x7B, 0x7D] : nil)
                request.token = nil
                let status = try request.send(over: school).status
                #expect(status == .unauthorized || status == .methodNotAllowed, "\(path)")
                if status == .unauthorized { found.insert(method.rawValue.lowercased()) }
            }
            #expect(found == documented, "\(path)")
        }
        var unknown = HandMade(method: .get, target: "/v1/iets-anders", body: nil)
        unknown.token = nil
        #expect(try unknown.send(over: school).status == .notFound)
    }

    @Test func `every operation is well described, by the rules of the Dutch government`()
        async throws
    {
        let document = try await Self.document("-regels")
        #expect(document["openapi"]?.string == "3.1.0")
        let schema = JSONSchema(document: document)
        var names: Set<String> = []
        for path in document["paths"]?.object?.keys ?? [] {
            #expect(!path.hasSuffix("/"), "\(path)")
            #expect(path.hasPrefix("/v1/") || path.hasPrefix("/log/"), "\(path)")
            let holes = path.matches(of: #/\{([^}]*)\}/#).map { String($0.1) }
            for segment in path.split(separator: "/") where !segment.hasPrefix("{") {
                #expect(segment.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) != nil, "\(path)")
            }
            for method in document["paths"]?[path]?.object?.keys ?? [] {
                let operation = try #require(document["paths"]?[path]?[method])
                let name = try #require(operation["operationId"]?.string)
                #expect(name.wholeMatch(of: #/[a-z]+([A-Z][a-z]*)*/#) != nil, "\(name)")
                #expect(names.insert(name).inserted, "\(name) stands twice")
                let given = (operation["parameters"]?.array ?? [])
                    .filter { $0["in"]?.string == "path" }.compactMap { $0["name"]?.string }
                #expect(given == holes, "\(name)")
                #expect((method == "post") == (operation["requestBody"] != nil), "\(name)")
            }
        }
        for place in Self.references(in: document) {
            #expect(schema.resolve(place) != nil, "\(place) is nowhere")
        }
        for name in Self.propertyNames(in: document) {
            #expect(name.wholeMatch(of: #/[a-z][a-z0-9]*([A-Z][a-z0-9]*)*/#) != nil, "\(name)")
        }
    }

    @Test func `every operation answers as its own document says`() async throws {
        let region = try #require(LoopbackRegion.current)
        let document = try await Self.document("-vorm")
        var tour = Tour(document: document, made: try await LoopbackCase.withTeam(region, "-tocht"))
        try await tour.run()
        let names = (document["paths"]?.object?.keys ?? []).flatMap { path in
            (document["paths"]?[path]?.object?.keys ?? []).compactMap {
                document["paths"]?[path]?[$0]?["operationId"]?.string
            }
        }
        #expect(tour.called == Set(names))
    }

    // MARK: Parts

    private static func document(_ tag: String) async throws -> JSON {
        let region = try #require(LoopbackRegion.current)
        let (school, _) = try await LoopbackCase.partners(region, tag)
        // Without login: the document is no secret to who has a certificate.
        var request = HandMade(method: .get, target: "/v1/openapi.json", body: nil)
        request.token = nil
        let answer = try request.send(over: school)
        #expect(answer.status == .ok)
        #expect(answer.headers["api-version"] == "1.0.0")
        return try JSON(parsing: answer.body)
    }

    /// The templates in the source text of the operations, as OpenAPI writes them.
    private static func templatesInSources() throws -> Set<String> {
        let folder = Checkout.path("Sources/API/Operations")
        var found: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            for match in text.matches(of: #/"(\/(v1|log)\/[^"\\]*)"/#) {
                found.insert(String(match.1).replacing("...}", with: "}"))
            }
        }
        return found
    }

    /// A path with ids that are nobody's in its holes.
    private static func filled(_ path: String) -> String {
        path.replacing(#/\{[^}]*\}/#, with: String(repeating: "0", count: 32))
    }

    private static func references(in json: JSON) -> [String] {
        if let list = json.array { return list.flatMap(references) }
        guard let object = json.object else { return [] }
        return object.keys.flatMap { key -> [String] in
            guard let value = object[key] else { return [] }
            if key == "$ref", let text = value.string { return [text] }
            return references(in: value)
        }
    }

    private static func propertyNames(in json: JSON) -> [String] {
        if let list = json.array { return list.flatMap(propertyNames) }
        guard let object = json.object else { return [] }
        return object.keys.flatMap { key -> [String] in
            guard let value = object[key] else { return [] }
            let own = key == "properties" ? Array(value.object?.keys ?? []) : []
            return own + propertyNames(in: value)
        }
    }
}

/// Calls every operation once and holds each answer to the document.
struct Tour {
    let document: JSON
    let made: LoopbackCase
    private(set) var called: Set<String> = []

    init(document: JSON, made: LoopbackCase) {
        self.document = document
        self.made = made
    }

    mutating func run() async throws {
        try family()
        try await sharing()
        try plan()
        try exchange()
        try receiving()
        try table()
        try safety()
        try await log()
    }

    private mutating func family() throws {
        let casus = "/v1/casussen/{casus}"
        try read(made.school, "/v1/catalogus")
        try read(made.school, "/v1/casussen")
        try read(made.school, casus, [made.casus])
        try write(made.school, "/v1/casussen", [], LoopbackCase.openBody(made.today))
        try write(made.school, "\(casus)/gezag", [made.casus], made.gezag)
        try read(made.school, "\(casus)/gezag", [made.casus])
        let question = try write(
            made.school, "\(casus)/vragen-aan-ouders", [made.casus], made.question)
        try write(
            made.school, "\(casus)/vragen-aan-ouders/{vraag}/antwoorden",
            [made.casus, question["id"]?.string ?? ""],
            ["persoon": .string(made.mother), "antwoord": "ja", "geantwoordOp": made.now])
        try read(made.school, "\(casus)/vragen-aan-ouders", [made.casus])
        try write(made.school, "\(casus)/hoorgesprekken", [made.casus], made.hearing)
        try write(
            made.school, "\(casus)/berichten", [made.casus],
            [
                "aan": [.string(made.mother)], "soort": "informatie", "bereik": made.scope,
                "gegevenOp": made.now, "kanaal": "gesprek",
            ])
        let objection = try write(
            made.school, "\(casus)/bezwaren", [made.casus],
            [
                "persoon": .string(made.father), "doel": "P9", "gemaaktOp": made.now,
                "kanaal": "brief",
            ])
        try write(
            made.school, "\(casus)/bezwaren/{bezwaar}/afhandelingen",
            [made.casus, objection["id"]?.string ?? ""],
            ["uitkomst": "ongegrond", "afgehandeldOp": made.now])
        let consent = try write(
            made.school, "\(casus)/toestemmingen", [made.casus], made.consent)
        try read(made.school, "\(casus)/toestemmingen", [made.casus])
        try read(
            made.school, "/v1/toestemmingen/{toestemming}/ontvangstbewijs",
            [consent["id"]?.string ?? ""])
        try life()
    }

    private mutating func life() throws {
        let casus = "/v1/casussen/{casus}"
        try read(made.school, "/v1/hernieuwingen")
        try write(
            made.school, "\(casus)/overeenstemmingen", [made.casus],
            [
                "persoon": .string(made.mother), "besluit": "gegeven", "opp": "2026-1",
                "gegevenOp": made.now, "kanaal": "gesprek",
            ])
        try read(made.school, "\(casus)/overeenstemmingen", [made.casus])
        let restriction = try write(
            made.school, "\(casus)/beperkingen", [made.casus],
            ["doel": "P9", "ingesteldOp": made.now])
        try read(made.school, "\(casus)/beperkingen", [made.casus])
        try write(
            made.school, "\(casus)/beperkingen/{beperking}/opheffingen",
            [made.casus, restriction["id"]?.string ?? ""], ["opgehevenOp": made.now])
        try write(
            made.school, "\(casus)/wilsonbekwaamheid", [made.casus],
            [
                "uitkomst": "wilsbekwaam", "sinds": .string(made.today.description),
                "motivering": "Onderzocht.", "vastgesteldOp": made.now,
            ])
        try read(made.school, "\(casus)/wilsonbekwaamheid", [made.casus])
        let theirs = try #require(try made.casusOfTeam)
        try write(
            made.team, "\(casus)/uitzonderingen", [theirs],
            [
                "bereik": [
                    "ontvanger": ["partner": .string(made.school.id.text), "rol": "mentor"],
                    "doel": "P4", "veldgroepen": ["C9.bestaan"],
                ],
                "afgewogen": [], "motivering": "Vader bedreigt.", "vastgesteldOp": made.now,
            ])
        try read(made.team, "\(casus)/uitzonderingen", [theirs])
    }

    private mutating func sharing() async throws {
        let casus = "/v1/casussen/{casus}"
        try write(
            made.school, "\(casus)/beslissingen", [made.casus], RepeatTests.decision(made))
        try write(made.school, "\(casus)/fragmenten", [made.casus], made.fragment())
        try read(made.school, "\(casus)/fragmenten", [made.casus])
        try read(made.school, "\(casus)/deelnemers", [made.casus])
        // A casus into which nobody was invited yet.
        let other = try LoopbackCase.open(made.region, school: made.school, team: made.team)
        try other.allow()
        try write(made.school, "\(casus)/deelnemers", [other.casus], other.invitation)
        let inbox = try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let item = try #require(inbox.last { $0["soort"]?.string == "uitnodiging" })
        try write(
            made.team, "\(casus)/deelnemers/{deelnemer}/antwoorden",
            [item["casus"]?.string ?? "", item["deelnemer"]?.string ?? ""],
            ["antwoord": "aanvaard"])
    }

    private mutating func receiving() throws {
        let inbox = try read(made.team, "/v1/postvak")["berichten"]?.array ?? []
        let item = try #require(inbox.last { $0["soort"]?.string == "envelop" })
        let envelope = try #require(item["envelop"]?.string.flatMap { RandomID(hex: $0) })
        let body: JSON = ["envelop": .string(envelope.hex)]
        let answer = try write(made.team, "/v1/verstrekkingen", [], body)
        let delivery = try VerifiedDelivery(
            verifying: answer.serialized(), of: envelope, for: made.team.profile,
            at: made.region.clock.now())
        let claims: JSON = [
            "iss": .string(made.team.id.text), "blad": .string(delivery.leaf.hex),
            "envelop": .string(Hex.encode(delivery.disclosure.envelope.bytes)),
            "iat": .integer(made.region.clock.now().milliseconds / 1000),
        ]
        let signed = try JWS.sign(
            claims.serialized().span, typ: "kernpoort-ontvangst+jwt",
            with: made.team.profile.signingKey)
        try write(
            made.team, "/v1/verstrekkingen/{verstrekking}/ontvangstbevestigingen",
            [delivery.leaf.hex], ["bevestiging": .string(String(decoding: signed, as: UTF8.self))])
        let consents = try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]
        try write(
            made.school, "/v1/toestemmingen/{toestemming}/intrekkingen",
            [consents?[0]?["id"]?.string ?? ""],
            ["ingetrokkenOp": made.now, "kanaal": "telefoon"])
        try write(
            made.school, "/v1/casussen/{casus}/intrekkingen", [made.casus],
            [
                "persoon": .string(made.mother), "ingetrokkenOp": made.now, "kanaal": "telefoon",
            ])
    }

    private mutating func log() async throws {
        let lines = try read(made.school, "/v1/logregels")
        let line = try #require(lines["logregels"]?[0]?["id"]?.string)
        try read(made.school, "/v1/logregels/{logregel}/bewijs", [line])
        let year = made.region.year
        let tile = LoopbackRegion.firstTile(ofLogOf: try await made.region.logSize())
        for (path, holes) in [
            ("/log/{jaar}/checkpoint", [year]), ("/log/{jaar}/tile/{rest}", [year, tile]),
        ] {
            let operation = try operation("get", path)
            let answer = try made.school.session().get(Self.filled(path, holes))
            #expect(answer.status == .ok, "\(path)")
            let types = operation["responses"]?["200"]?["content"]?.object?.keys ?? []
            let type = try #require(answer.headers["content-type"]?.split(separator: ";").first)
            #expect(types.contains(String(type)), "\(path): \(type)")
        }
    }

    // MARK: One call

    @discardableResult
    mutating func read(
        _ partner: LoopbackPartner, _ path: String, _ holes: [String] = []
    ) throws -> JSON {
        let answer = try partner.session().get(Self.filled(path, holes))
        return try checked(answer, try operation("get", path), path)
    }

    @discardableResult
    mutating func write(
        _ partner: LoopbackPartner, _ path: String, _ holes: [String], _ body: JSON,
        user: String = "medewerker-1"
    ) throws -> JSON {
        let operation = try operation("post", path)
        let schema = JSONSchema(document: document)
        let content = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        let faults = schema.faults(body, try #require(content, "\(path)"))
        #expect(faults.isEmpty, "\(path): what is sent is well-formed by the document")
        let answer = try partner.session(user: user).post(Self.filled(path, holes), body)
        return try checked(answer, operation, path)
    }

    private mutating func operation(_ method: String, _ path: String) throws -> JSON {
        let operation = try #require(document["paths"]?[path]?[method], "\(method) \(path)")
        called.insert(operation["operationId"]?.string ?? "")
        return operation
    }

    private func checked(_ answer: GatewayAnswer, _ operation: JSON, _ path: String) throws -> JSON
    {
        guard answer.isSuccess else { throw UnexpectedAnswer(what: path, answer: answer) }
        #expect(answer.headers["content-type"] == "application/json", "\(path)")
        #expect(answer.headers["api-version"] == "1.0.0", "\(path)")
        let response = operation["responses"]?[String(answer.status.code)]
        let schema = response?["content"]?["application/json"]?["schema"]
        let json = try JSON(parsing: answer.body)
        let faults = JSONSchema(document: document).faults(json, try #require(schema, "\(path)"))
        #expect(faults.isEmpty, "\(path): \(faults)")
        return json
    }

    private static func filled(_ path: String, _ holes: [String]) -> String {
        var rest = holes[...]
        return path.split(separator: "/").map { segment in
            segment.hasPrefix("{") ? "/\(rest.popFirst() ?? "")" : "/\(segment)"
        }.joined()
    }
}
