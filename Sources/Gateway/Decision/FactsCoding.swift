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
    ///
    /// Written straight in canonical form, keys ascending: it is on the path of every decision. All
    /// texts are codes and ids, so nothing needs an escape. Reading back re-encodes and compares.
    var canonicalBytes: [UInt8] {
        let all = questions + (invited ?? [])
        let shared = SharedFacts(all)
        var out = FactsWriter()
        out.open("{")
        out.key("afgeschermd")
        out.flag(isHiddenFromParents)
        if let source {
            out.key("bron")
            out.open("{")
            out.member("rol", source.role.text)
            out.member("type", source.type.rawValue)
            out.close("}")
        }
        out.member("categorie", category.text)
        out.member("dag", day.description)
        out.member("deelnemers", participants)
        out.key("gedeeld")
        out.attributes(shared.attributes, of: all.first?.context)
        out.member("gezag", gezag)
        out.key("instellingen")
        out.open("{")
        out.key("jongereAlleen")
        out.flag(jongereAlone)
        out.close("}")
        out.member("moment", moment.rawValue)
        if let consents = shared.consents { out.member("toestemmingen", consents) }
        if let invited {
            out.key("uitgenodigdVoor")
            out.questions(invited, shared)
        }
        out.key("versie")
        out.raw(String(Self.version))
        out.key("vragen")
        out.questions(questions, shared)
        out.close("}")
        return out.bytes
    }

    /// Reads facts back, strictly: they must be what `json` would write of them.
    init(reading bytes: [UInt8]) throws(ReplayError) {
        do throws(RecordError) {
            let row = try RecordReader(bytes)
            try self.init(row)
        } catch {
            throw .malformed
        }
        guard canonicalBytes == bytes else { throw .malformed }
    }

    private init(_ row: RecordReader) throws(RecordError) {
        guard try row.integer("versie") == Self.version else {
            throw .malformed(member: "versie")
        }
        day = try row.date("dag")
        moment = try row.value("moment") { Offer.Moment(rawValue: $0) }
        source = nil
        if row.has("bron") {
            let bron = try row.object("bron")
            source = Professional(
                type: try bron.value("type") { PartnerType(rawValue: $0) },
                role: try bron.value("rol") { RoleCode($0) })
        }
        category = try row.value("categorie") { CategoryCode($0) }
        isHiddenFromParents = try row.flag("afgeschermd")
        gezag = try row.identifiers("gezag")
        participants = try row.identifiers("deelnemers")
        jongereAlone = try row.object("instellingen").flag("jongereAlleen")
        questions = try Self.questions(row, "vragen")
        invited = nil
        if row.has("uitgenodigdVoor") {
            invited = try Self.questions(row, "uitgenodigdVoor")
        }
    }

    private static func questions(
        _ row: RecordReader, _ name: String
    ) throws(RecordError) -> [Question] {
        let shared = try row.object("gedeeld")
        var questions: [Question] = []
        for value in try row.list(name) {
            let one = value
            let rest = !one.has("feiten") ? nil : try one.object("feiten")
            let consents = !one.has("toestemmingen") ? row : one
            questions.append(
                Question(
                    group: try one.optional("veldgroep") { VeldgroepCode($0) },
                    context: try QuestionContext(shared, rest),
                    consents: try consents.identifiers("toestemmingen")))
        }
        return questions
    }
}

extension QuestionContext {
    /// Every attribute from the one object or the other.
    fileprivate init(_ shared: RecordReader, _ rest: RecordReader?) throws(RecordError) {
        self.init()
        for flag in Flag.allCases {
            let row = !shared.has(flag.name) ? rest ?? shared : shared
            self[flag] = !row.has(flag.name) ? false : try row.flag(flag.name)
        }
        for word in Word.allCases {
            let row = !shared.has(word.name) ? rest ?? shared : shared
            self[word] = try row.value(word.name) { FactsWriter.isPlain($0) ? $0 : nil }
        }
    }
}
