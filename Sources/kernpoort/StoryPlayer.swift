// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Sealing

/// Plays a story: every step by a real client over mutual TLS, held to what must come of it.
final class StoryPlayer {
    private let story: Story
    private let stage: DemoStage
    private let printer: DemoPrinter
    private var actors: [String: DemoActor] = [:]
    private var partners: [String: String] = [:]
    private var names: StoryNames
    /// The items of the inbox that each player saw already.
    private var seen: [String: Set<String>] = [:]
    private(set) var stepCount = 0

    /// Registers the partners and seats their professionals.
    init(_ story: Story, on stage: DemoStage, printer: DemoPrinter) async throws {
        self.story = story
        self.stage = stage
        self.printer = printer
        names = StoryNames(story.players)
        printer.heading(story.title)
        printer.tells(story.explanation)
        for member in story.members {
            try await stage.register(
                member.slug, member.type, member.name, profile: member.profile, role: member.role,
                user: member.user, receiving: member.receiving)
        }
        for player in story.players {
            guard let member = story.members.first(where: { $0.slug == player.partner }) else {
                throw CommandFailure(.failure, "`\(player.partner)` is no partner of the story")
            }
            actors[player.name] = try stage.actor(
                player.name, profile: member.profile, role: player.role, user: player.user)
            partners[player.name] = player.partner
        }
    }

    /// Plays everything.
    /// - Throws: `CommandFailure(.unverified)` at the first step that goes otherwise.
    func play() throws {
        for (part, chapter) in story.chapters.enumerated() {
            printer.heading("\(part + 1). \(chapter.heading)")
            for (number, step) in chapter.steps.enumerated() {
                let place = "deel \(part + 1), stap \(number + 1) (\(step.who))"
                do {
                    try play(step)
                } catch let failure as Difference {
                    let found = failure.found.joined(separator: "; ")
                    throw CommandFailure(
                        .unverified, "\(place) went otherwise: \(found)", hint: step.sentence)
                } catch let failure as CommandFailure {
                    throw CommandFailure(failure.status, "\(place): \(failure.message)")
                } catch {
                    throw CommandFailure(.failure, "\(place): \(error)")
                }
                stepCount += 1
            }
        }
    }

    /// That something went otherwise than the story says.
    private struct Difference: Error {
        let found: [String]
    }

    private func play(_ step: Story.Step) throws {
        if case .wait(let days, let hour) = step.act {
            printer.tells(step.sentence)
            let day = Amsterdam.day(of: stage.clock.now()).adding(days: days)
            try stage.moveClock(
                to: Amsterdam.startOfDay(day).adding(milliseconds: Int64(hour) * 3_600_000))
            return
        }
        guard let actor = actors[step.who], let partner = partners[step.who] else {
            throw Difference(found: ["nobody is called `\(step.who)`"])
        }
        printer.says(step.who, step.sentence)
        switch step.act {
        case .send(let path, let body, let expected):
            let answer = try actor.session.post(
                try filled(path, partner), try names.filled(body, at: partner, now: now))
            try hold(answer, to: expected, writes: true, step, actor, partner)
        case .read(let path, let expected):
            let answer = try actor.session.get(try filled(path, partner))
            try hold(answer, to: expected, writes: false, step, actor, partner)
        case .inbox(let expected): try read(expected, actor, partner)
        case .seeNothing(let path): try seeNothing(try filled(path, partner), actor)
        case .wait: break
        }
    }

    private var now: Timestamp { stage.clock.now() }

    private func filled(_ text: String, _ partner: String) throws -> String {
        try names.filled(text, at: partner, now: now)
    }

    // MARK: Calls

    private func hold(
        _ answer: GatewayAnswer, to expected: Story.Expectation, writes: Bool, _ step: Story.Step,
        _ actor: DemoActor, _ partner: String
    ) throws {
        let known = names.byID(at: partner)
        let pattern = try expected.answer.map { try names.filled($0, at: partner, now: now) }
        let found = expected.differences(
            answer, pattern: pattern, writes: writes, names: known)
        guard found.isEmpty else { throw Difference(found: found) }
        actor.names = known
        if let problem = answer.problem {
            printer.refused(problem.title.isEmpty ? problem.code : problem.title)
            for reason in problem.reasons { printer.note("\(reason.code): \(reason.explanation)") }
            for fault in problem.faults { printer.note("\(fault.pointer): \(fault.reason)") }
            return
        }
        let json = try answer.json()
        names.keep(casus: json, at: partner)
        for (name, pointer) in step.kept {
            guard let id = json.value(at: pointer)?.string else {
                throw Difference(found: ["the answer has no text at \(pointer)"])
            }
            names.keep(id, as: name, at: partner)
        }
        for outcome in json["uitkomsten"]?.array ?? [] { actor.show(outcome) }
        if let outcome = json["uitkomst"] { actor.show(outcome) }
    }

    /// Another's and invented must look the same, to the byte.
    private func seeNothing(_ path: String, _ actor: DemoActor) throws {
        let own = try actor.refusal(path)
        let parts = path.split(separator: "/").map { part in
            RandomID(hex: String(part)) == nil
                ? String(part) : RandomID(from: RegionRandom()).hex
        }
        let invented = try actor.refusal("/" + parts.joined(separator: "/"))
        guard own == invented, own.hasPrefix("404 ") else {
            throw Difference(found: ["`\(own.prefix(200))` is not what an invented id gives"])
        }
        printer.refused("precies hetzelfde als bij een verzonnen kenmerk: 404 niet-beschikbaar")
    }

    // MARK: Inbox

    private func read(_ expected: Story.Inbox, _ actor: DemoActor, _ partner: String) throws {
        let all = try actor.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let items = all.filter {
            seen[actor.name, default: []].insert($0["id"]?.string ?? "").inserted
        }
        let kinds = items.compactMap { $0["soort"]?.string }
        guard kinds.sorted() == expected.kinds.sorted() else {
            throw Difference(found: ["new in the inbox: \(kinds), not \(expected.kinds)"])
        }
        var left = expected.envelopes[...]
        for item in items {
            for name in ["casus", "deelnemer", "fragment", "envelop"] {
                if let id = item[name]?.string { names.keep(id, as: name, at: partner) }
            }
            guard item["soort"]?.string == "envelop" else {
                printer.note("bericht: \(item["soort"]?.string ?? "")")
                continue
            }
            guard let id = item["envelop"]?.string.flatMap({ RandomID(hex: $0) }),
                let envelope = left.popFirst()
            else { throw Difference(found: ["the story does not say what this envelope holds"]) }
            try open(id, envelope, expected.obligations, actor)
        }
        guard left.isEmpty else { throw Difference(found: ["\(left.count) envelopes too few"]) }
    }

    private func open(
        _ id: RandomID, _ expected: Story.Inbox.Envelope, _ obligations: [String]?,
        _ actor: DemoActor
    ) throws {
        if case .left = expected {
            printer.note("er ligt een envelop klaar; die blijft nog liggen")
            return
        }
        switch (try actor.session.collect(id), expected) {
        case (.refused(let problem), .refused(let code)):
            guard problem.code == code else {
                throw Difference(found: ["refused with \(problem.code), not \(code)"])
            }
            printer.refused("niet te krijgen: \(problem.code) (\(problem.status))")
        case (.delivered(let delivery), .opens(let groups, let says)):
            let opened = try delivery.open(with: actor.session.profile, at: now)
            let own = opened.veldgroepen.map(\.text)
            let duties = delivery.release.obligations.map(\.rawValue).sorted()
            let isSaid = says.map { says in opened.withContent { $0.holds(Array(says.utf8)) } }
            _ = try actor.session.acknowledge(delivery, opened: opened)
            guard own.sorted() == groups.sorted() else {
                throw Difference(found: ["the envelope holds \(own), not \(groups)"])
            }
            guard isSaid ?? true else { throw Difference(found: ["it does not say so"]) }
            if let obligations, obligations.sorted() != duties {
                throw Difference(found: ["the obligations are \(duties), not \(obligations)"])
            }
            printer.good("bewijs klopt; geopend: \(own.joined(separator: ", "))")
            if !duties.isEmpty { printer.note("met: \(duties.joined(separator: ", "))") }
        case (.refused(let problem), _):
            throw Difference(found: ["the envelope was refused: \(problem.code)"])
        case (.delivered, _): throw Difference(found: ["the envelope was handed out"])
        }
    }
}

extension Span<UInt8> {
    /// Whether these bytes stand somewhere in it.
    fileprivate func holds(_ wanted: [UInt8]) -> Bool {
        guard wanted.count <= count else { return false }
        return (0...(count - wanted.count)).contains { start in
            wanted.indices.allSatisfy { self[start + $0] == wanted[$0] }
        }
    }
}

extension JSON {
    /// The value at a JSON pointer without escapes; nil where there is none.
    fileprivate func value(at pointer: String) -> JSON? {
        var value: JSON? = self
        for part in pointer.split(separator: "/") {
            value = Int(part).flatMap { value?[$0] } ?? value?[String(part)]
        }
        return value
    }
}
