// SPDX-License-Identifier: EUPL-1.2
internal import Encodings

/// Reads a story strictly: what it does not know it refuses, and says where.
struct StoryReader {
    private let pieces: [String: JSON]
    private let place: String

    /// - Throws: `CommandFailure(.failure)` that names the place and what is wrong there.
    static func read(_ json: JSON, path: String) throws -> Story {
        var pieces: [String: JSON] = [:]
        for member in json["stukken"]?.object?.members ?? [] { pieces[member.key] = member.value }
        let reader = StoryReader(pieces: pieces, place: path)
        try reader.allow(json, ["titel", "uitleg", "partners", "spelers", "stukken", "delen"])
        let players = try reader.members(json, "spelers").map { try reader.player($0) }
        let chapters = try reader.list(json, "delen").enumerated().map { number, chapter in
            try reader.within("deel \(number + 1)").chapter(chapter)
        }
        return Story(
            title: try reader.text(json, "titel"), explanation: try reader.text(json, "uitleg"),
            members: try reader.members(json, "partners").map {
                try reader.member($0, players)
            }, players: players, chapters: chapters)
    }

    // MARK: Who takes part

    private func member(
        _ member: JSONObject.Member, _ players: [Story.Player]
    ) throws -> Story.Member {
        let reader = within("partner \(member.key)")
        try reader.allow(member.value, ["type", "naam", "sleutel"])
        guard let player = players.first(where: { $0.partner == member.key }) else {
            throw reader.failure("nobody of it plays a part")
        }
        return Story.Member(
            slug: member.key, type: try reader.text(member.value, "type"),
            name: try reader.text(member.value, "naam"),
            receiving: member.value["sleutel"]?.string ?? "p256", role: player.role,
            user: player.user)
    }

    private func player(_ member: JSONObject.Member) throws -> Story.Player {
        let reader = within("speler \(member.key)")
        try reader.allow(member.value, ["partner", "rol", "gebruiker"])
        return Story.Player(
            name: member.key, partner: try reader.text(member.value, "partner"),
            role: try reader.text(member.value, "rol"),
            user: try reader.text(member.value, "gebruiker"))
    }

    // MARK: Steps

    private func chapter(_ json: JSON) throws -> Story.Chapter {
        try allow(json, ["kop", "stappen"])
        return Story.Chapter(
            heading: try text(json, "kop"),
            steps: try list(json, "stappen").enumerated().map { number, step in
                try within("stap \(number + 1)").step(step)
            })
    }

    private func step(_ json: JSON) throws -> Story.Step {
        let kept = try json["bewaar"]?.object?.members.map { member in
            guard let pointer = member.value.string else {
                throw failure("`bewaar` takes JSON pointers")
            }
            return (name: member.key, pointer: pointer)
        }
        return Story.Step(
            who: json["klok"] == nil ? try text(json, "wie") : "", sentence: try text(json, "zin"),
            act: try act(json), kept: kept ?? [])
    }

    private func act(_ json: JSON) throws -> Story.Step.Act {
        if let path = json["stuur"]?.string {
            try allow(json, ["wie", "zin", "stuur", "inhoud", "verwacht", "bewaar"])
            return .send(path, try spelledOut(json["inhoud"] ?? [:]), try expectation(json))
        }
        if let path = json["lees"]?.string {
            try allow(json, ["wie", "zin", "lees", "verwacht", "bewaar"])
            return .read(path, try expectation(json))
        }
        if let path = json["zietNiets"]?.string {
            try allow(json, ["wie", "zin", "zietNiets"])
            return .seeNothing(path)
        }
        if json["postvak"] != nil {
            try allow(json, ["wie", "zin", "postvak", "opent", "verplichtingen"])
            return .inbox(try inbox(json))
        }
        guard let clock = json["klok"] else {
            throw failure("a step has `stuur`, `lees`, `postvak`, `zietNiets` or `klok`")
        }
        try allow(json, ["zin", "klok"])
        try allow(clock, ["dagen", "uur"])
        guard let days = clock["dagen"]?.integer, let hour = clock["uur"]?.integer,
            (1...366).contains(days), (0..<24).contains(hour)
        else { throw failure("`klok` takes `dagen` from 1 and `uur`") }
        return .wait(days: Int(days), hour: Int(hour))
    }

    private func inbox(_ json: JSON) throws -> Story.Inbox {
        let envelopes = try (json["opent"]?.array ?? []).map { item -> Story.Inbox.Envelope in
            if item["blijftLiggen"]?.bool == true { return .left }
            if let code = item["geweigerd"]?.string { return .refused(code) }
            try allow(item, ["veldgroepen", "zegt"])
            guard let groups = try texts(item, "veldgroepen") else {
                throw failure("an envelope has `veldgroepen`, `geweigerd` or `blijftLiggen`")
            }
            return .opens(groups: groups, says: item["zegt"]?.string)
        }
        return Story.Inbox(
            kinds: try texts(json, "postvak") ?? [], envelopes: envelopes,
            obligations: try texts(json, "verplichtingen"))
    }

    // MARK: What must come of it

    private func expectation(_ json: JSON) throws -> Story.Expectation {
        let json = try spelledOut(json["verwacht"] ?? [:])
        let own = ["mag", "weggelaten", "redenen", "ontbreekt", "verplichtingen", "regels"]
        try allow(json, own + ["status", "code", "perOntvanger", "antwoord"])
        let isOutcome = own.contains { json[$0] != nil }
        return Story.Expectation(
            status: json["status"]?.integer.map(Int.init), code: json["code"]?.string,
            outcome: isOutcome ? try outcome(json) : nil,
            outcomes: try (json["perOntvanger"]?.object?.members ?? []).map { member in
                try allow(member.value, own)
                return (partner: member.key, outcome: try outcome(member.value))
            }, answer: json["antwoord"])
    }

    private func outcome(_ json: JSON) throws -> Story.Outcome {
        Story.Outcome(
            permitted: try texts(json, "mag"), leftOut: try texts(json, "weggelaten"),
            reasons: try texts(json, "redenen"), missing: try texts(json, "ontbreekt"),
            obligations: try texts(json, "verplichtingen"), rules: try texts(json, "regels"))
    }

    // MARK: Pieces that steps share

    /// Puts in the pieces that are named: `"@naam"`, or an object whose member `@` names one, whose
    /// other members then come over it.
    private func spelledOut(_ json: JSON) throws -> JSON {
        if let text = json.string, text.utf8.first == 0x40 {
            return try spelledOut(piece(String(text.dropFirst())))
        }
        if let items = json.array { return .array(try items.map { try spelledOut($0) }) }
        guard let object = json.object else { return json }
        var whole = JSONObject()
        if let name = object["@"]?.string {
            guard let base = try spelledOut(piece(name)).object else {
                throw failure("piece `\(name)` is no object")
            }
            whole = base
        }
        for member in object.members where member.key != "@" {
            whole[member.key] = try spelledOut(member.value)
        }
        return .object(whole)
    }

    private func piece(_ name: String) throws -> JSON {
        guard let piece = pieces[name] else { throw failure("there is no piece `\(name)`") }
        return piece
    }

    // MARK: Parts

    private func within(_ part: String) -> StoryReader {
        StoryReader(pieces: pieces, place: "\(place), \(part)")
    }

    private func failure(_ message: String) -> CommandFailure {
        CommandFailure(.failure, "\(place): \(message)")
    }

    private func allow(_ json: JSON, _ names: [String]) throws {
        for key in json.object?.keys ?? [] where !names.contains(key) {
            throw failure("`\(key)` is not known here")
        }
    }

    private func text(_ json: JSON, _ name: String) throws -> String {
        guard let text = json[name]?.string, !text.isEmpty else {
            throw failure("`\(name)` must be a text")
        }
        return text
    }

    private func texts(_ json: JSON, _ name: String) throws -> [String]? {
        guard let value = json[name] else { return nil }
        guard let items = value.array, items.allSatisfy({ $0.string != nil }) else {
            throw failure("`\(name)` must be a list of texts")
        }
        return items.compactMap(\.string)
    }

    private func list(_ json: JSON, _ name: String) throws -> [JSON] {
        guard let items = json[name]?.array, !items.isEmpty else {
            throw failure("`\(name)` must be a list")
        }
        return items
    }

    private func members(_ json: JSON, _ name: String) throws -> [JSONObject.Member] {
        guard let object = json[name]?.object, !object.isEmpty else {
            throw failure("`\(name)` must be an object")
        }
        return object.members
    }
}
