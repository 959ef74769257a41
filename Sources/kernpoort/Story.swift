// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// What happens in one region, step by step, with what must come of each step.
///
/// Read from `verhaal.json` in the folder of a preset; no part of the version of its rules. README says
/// what its members are.
struct Story {
    /// One organisation that takes part, with keys and a certificate of its own.
    struct Member {
        let slug: String
        let type: String
        let name: String
        /// The kind of its receiving key, `p256` or `x25519`.
        let receiving: String
        /// Whom its profile names: the first of its players.
        let role: String
        let user: String
        /// The folder of its profile.
        var profile: String { String(slug.map { $0 == "/" ? "-" : $0 }) }
    }

    /// One professional.
    struct Player {
        let name: String
        let partner: String
        let role: String
        let user: String
    }

    /// A part under its own heading.
    struct Chapter {
        let heading: String
        let steps: [Step]
    }

    /// One thing that somebody does.
    struct Step {
        enum Act {
            /// Sends a document to a path.
            case send(String, JSON, Expectation)
            /// Reads a path.
            case read(String, Expectation)
            /// Reads what is new in the inbox, and opens what is in it.
            case inbox(Inbox)
            /// Reads a path that must look as if it never existed.
            case seeNothing(String)
            /// Days pass; then it is this hour in Amsterdam.
            case wait(days: Int, hour: Int)
        }

        let who: String
        /// A sentence for who watches.
        let sentence: String
        let act: Act
        /// What is kept of the answer, name by JSON pointer.
        let kept: [(name: String, pointer: String)]
    }

    /// What must be new in the inbox, and what must come of each envelope.
    struct Inbox {
        /// What an envelope must hold, or how the gateway must refuse it.
        enum Envelope {
            case opens(groups: [String], says: String?)
            case refused(String)
            /// It stays where it is.
            case left
        }

        /// The kinds of the new items, in order.
        let kinds: [String]
        /// One for each new envelope, in order.
        let envelopes: [Envelope]
        /// The obligations of each release note; nil where the story says nothing of them.
        let obligations: [String]?
    }

    /// What must come of a call.
    struct Expectation {
        let status: Int?
        /// The code of the problem document.
        let code: String?
        let outcome: Outcome?
        /// Outcomes by recipient, where there are several.
        let outcomes: [(partner: String, outcome: Outcome)]
        /// A pattern of the answer: named members must match, lists wholly.
        let answer: JSON?
    }

    /// What must be decided about one recipient.
    struct Outcome {
        /// The field groups that may go; empty for a refusal.
        let permitted: [String]?
        let leftOut: [String]?
        /// The refusal codes that the source sees.
        let reasons: [String]?
        /// Whose yes is missing, by name.
        let missing: [String]?
        let obligations: [String]?
        let rules: [String]?
    }

    let title: String
    let explanation: String
    let members: [Member]
    let players: [Player]
    let chapters: [Chapter]

    /// The name of the file in the folder of a preset.
    static let fileName = "verhaal.json"
    static let byteLimit = 1 << 20
}
