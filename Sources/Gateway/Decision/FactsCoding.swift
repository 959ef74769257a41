// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// Why stored facts can't be decided again.
package enum ReplayError: Error, Equatable, Sendable {
    /// They are no facts of a decision in the form that this version writes.
    case malformed
    /// They are of another day than the rules that were asked.
    case otherDay
}

extension DecisionFacts {
    /// The facts as canonical JSON: what all questions share once, and per question what differs.
    var json: JSON {
        var out = RecordWriter()
        out.add("versie", .integer(Self.version))
        out.add("dag", day.description)
        out.add("moment", moment.rawValue)
        if let source {
            out.add(
                "bron",
                JSON([
                    ("type", .string(source.type.rawValue)), ("rol", .string(source.role.text)),
                ]))
        }
        out.add("categorie", category.text)
        let all = questions + (invited ?? [])
        let sharedConsents = all.first.map(\.consents) ?? []
        let isShared = all.allSatisfy { $0.consents == sharedConsents }
        let shared = Shared(all.map(\.context))
        out.add("gedeeld", shared.json)
        if isShared { out.add("toestemmingen", sharedConsents.map(\.hex)) }
        func write(_ questions: [Question]) -> JSON {
            .array(
                questions.map { question in
                    var one = RecordWriter()
                    one.add("veldgroep", optional: question.group?.text)
                    let rest = shared.rest(of: question.context)
                    if rest != JSON([]) { one.add("feiten", rest) }
                    if !isShared { one.add("toestemmingen", question.consents.map(\.hex)) }
                    return one.json
                })
        }
        out.add("vragen", write(questions))
        if let invited { out.add("uitgenodigdVoor", write(invited)) }
        out.add("afgeschermd", isHiddenFromParents)
        out.add("gezag", gezag.map(\.hex))
        out.add("deelnemers", participants.map(\.hex))
        out.add("instellingen", JSON([("jongereAlleen", .bool(jongereAlone))]))
        return out.json
    }

    /// Reads facts back, strictly: they must be what `json` would write of them.
    init(reading bytes: [UInt8]) throws(ReplayError) {
        do throws(RecordError) {
            let row = try RecordReader(bytes)
            try self.init(row)
        } catch {
            throw .malformed
        }
        var written: [UInt8]?
        do throws(JSONError) { written = try CanonicalJSON.encode(json) } catch { written = nil }
        guard written == bytes else { throw .malformed }
    }

    private init(_ row: RecordReader) throws(RecordError) {
        guard try row.integer("versie") == Self.version else {
            throw .malformed(member: "versie")
        }
        day = try row.date("dag")
        moment = try row.value("moment") { Offer.Moment(rawValue: $0) }
        source = nil
        if row.json["bron"] != nil {
            let bron = try row.object("bron")
            source = Professional(
                type: try bron.value("type") { PartnerType(rawValue: $0) },
                role: try bron.value("rol") { RoleCode($0) })
        }
        category = try row.value("categorie") { CategoryCode($0) }
        isHiddenFromParents = try row.flag("afgeschermd")
        gezag = try row.values("gezag") { RandomID(hex: $0) }
        participants = try row.values("deelnemers") { RandomID(hex: $0) }
        jongereAlone = try row.object("instellingen").flag("jongereAlleen")
        questions = try Self.questions(row, "vragen")
        invited = nil
        if row.json["uitgenodigdVoor"] != nil {
            invited = try Self.questions(row, "uitgenodigdVoor")
        }
    }

    private static func questions(
        _ row: RecordReader, _ name: String
    ) throws(RecordError) -> [Question] {
        let shared = try row.object("gedeeld")
        var questions: [Question] = []
        for value in try row.list(name) {
            let one = RecordReader(value)
            let rest = one.json["feiten"] == nil ? nil : try one.object("feiten")
            let consents = one.json["toestemmingen"] == nil ? row : one
            questions.append(
                Question(
                    group: try one.optional("veldgroep") { VeldgroepCode($0) },
                    context: try QuestionContext(shared, rest),
                    consents: try consents.values("toestemmingen") { RandomID(hex: $0) }))
        }
        return questions
    }
}

/// The attributes on which all contexts agree.
private struct Shared {
    private let flags: [QuestionContext.Flag]
    private let words: [QuestionContext.Word]
    let json: JSON

    init(_ contexts: [QuestionContext]) {
        guard let first = contexts.first else {
            flags = []
            words = []
            json = JSON([])
            return
        }
        let flags = QuestionContext.Flag.allCases.filter { flag in
            contexts.allSatisfy { $0[flag] == first[flag] }
        }
        let words = QuestionContext.Word.allCases.filter { word in
            contexts.allSatisfy { $0[word] == first[word] }
        }
        json = Self.json(first, flags, words)
        self.flags = flags
        self.words = words
    }

    /// The attributes of a context on which not all agree.
    func rest(of context: QuestionContext) -> JSON {
        Self.json(
            context, QuestionContext.Flag.allCases.filter { !flags.contains($0) },
            QuestionContext.Word.allCases.filter { !words.contains($0) })
    }

    private static func json(
        _ context: QuestionContext, _ flags: [QuestionContext.Flag],
        _ words: [QuestionContext.Word]
    ) -> JSON {
        JSON(
            flags.map { ($0.rawValue, .bool(context[$0])) }
                + words.map { ($0.rawValue, .string(context[$0])) })
    }
}

extension QuestionContext {
    /// Every attribute from the one object or the other.
    fileprivate init(_ shared: RecordReader, _ rest: RecordReader?) throws(RecordError) {
        self.init()
        for flag in Flag.allCases {
            let row = shared.json[flag.rawValue] == nil ? rest ?? shared : shared
            self[flag] = try row.flag(flag.rawValue)
        }
        for word in Word.allCases {
            let row = shared.json[word.rawValue] == nil ? rest ?? shared : shared
            self[word] = try row.text(word.rawValue)
        }
    }
}
