// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// What all questions of a decision have in common.
struct SharedFacts {
    /// The attributes on which all contexts agree, ascending by name.
    let attributes: [QuestionContext.Attribute]
    /// The other attributes, ascending by name.
    let differing: [QuestionContext.Attribute]
    /// The consents, if all have the same; none without questions.
    let consents: [RandomID]?

    init(_ questions: [DecisionFacts.Question]) {
        guard let first = questions.first else {
            attributes = []
            differing = []
            consents = []
            return
        }
        let others = questions.dropFirst()
        consents = others.allSatisfy { $0.consents == first.consents } ? first.consents : nil
        guard !others.isEmpty else {
            attributes = QuestionContext.Attribute.all
            differing = []
            return
        }
        var same: [QuestionContext.Attribute] = []
        var rest: [QuestionContext.Attribute] = []
        for attribute in QuestionContext.Attribute.all {
            let agree = others.allSatisfy { $0.context.agrees(with: first.context, on: attribute) }
            if agree { same.append(attribute) } else { rest.append(attribute) }
        }
        attributes = same
        differing = rest
    }
}

/// Writes the canonical JSON of facts: callers give keys ascending, texts are plain ASCII.
struct FactsWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init() { bytes.reserveCapacity(1024) }

    mutating func open(_ bracket: Unicode.Scalar) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    /// The key of the member whose value comes next.
    mutating func key(_ name: String) {
        text(name)
        bytes.append(0x3A)
        needsComma = false
    }

    mutating func text(_ text: String) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(0x22)
        precondition(Self.isPlain(text), "codes and ids need no escape")
        bytes.append(contentsOf: text.utf8)
        bytes.append(0x22)
        needsComma = true
    }

    private mutating func id(_ id: RandomID) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(0x22)
        id.write(hexTo: &bytes)
        bytes.append(0x22)
        needsComma = true
    }

    /// Whether a text stands in JSON as it is: printable ASCII without quote and backslash.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }

    mutating func raw(_ literal: String) {
        bytes.append(contentsOf: literal.utf8)
        needsComma = true
    }

    /// Bytes that were made beforehand, after a comma where one is due.
    private mutating func raw(_ made: [UInt8]) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(contentsOf: made)
        needsComma = true
    }

    // Made once: these stand in nearly every line.
    private static let flagMembers = QuestionContext.Flag.allCases.map {
        Array("\"\($0.name)\":true".utf8)
    }
    private static let wordKeys = QuestionContext.Word.allCases.map {
        Array("\"\($0.name)\":".utf8)
    }

    mutating func flag(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func member(_ name: String, _ value: String) {
        key(name)
        text(value)
    }

    mutating func member(_ name: String, _ ids: [RandomID]) {
        key(name)
        open("[")
        for id in ids { self.id(id) }
        close("]")
    }

    /// An object of these attributes of a context.
    mutating func attributes(
        _ attributes: [QuestionContext.Attribute], of context: QuestionContext?
    ) {
        open("{")
        if let context {
            for attribute in attributes {
                switch attribute {
                case .flag(let flag):
                    // What is false is left out: most are, and a line holds little.
                    guard context[flag] else { continue }
                    raw(Self.flagMembers[flag.rawValue])
                case .word(let word):
                    raw(Self.wordKeys[word.rawValue])
                    needsComma = false
                    text(context[word])
                }
            }
        }
        close("}")
    }

    /// A list of questions, each with what is its own.
    mutating func questions(_ questions: [DecisionFacts.Question], _ shared: SharedFacts) {
        open("[")
        for question in questions {
            open("{")
            if !shared.differing.isEmpty {
                key("feiten")
                attributes(shared.differing, of: question.context)
            }
            if shared.consents == nil { member("toestemmingen", question.consents) }
            if let group = question.group { member("veldgroep", group.text) }
            close("}")
        }
        close("]")
    }
}
