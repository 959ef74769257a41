// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// The exact text that a person was shown or read out.
package struct ShownText: Hashable, Sendable {
    package let version: String
    /// SHA-256 of the text, lowercase hex.
    package let digest: String

    package init(version: String, digest: String) {
        self.version = version
        self.digest = digest
    }

    /// As a member of a stored record or a log line.
    var json: JSON { ["versie": .string(version), "sha256": .string(digest)] }
}

/// How an act of the family was taken: kept beside the act, and no part of any decision.
///
/// It is a member of the sealed record of the act. Decisions do not read it; lists do, when they show
/// the act. A consent has `ConsentEvidence`, which always has a text.
package struct ActEvidence: Hashable, Sendable {
    /// Nil where the professional did not say.
    package let channel: ConsentEvidence.Channel?
    /// Nil where no text was shown, or none was named.
    package let text: ShownText?
    package let recordedBy: PartnerID
    /// The professional who recorded it, as the partner names them.
    package let user: String

    package init(
        channel: ConsentEvidence.Channel?, text: ShownText?, recordedBy: PartnerID, user: String
    ) {
        self.channel = channel
        self.text = text
        self.recordedBy = recordedBy
        self.user = user
    }

    /// Where it stands in a sealed record.
    private static let member = "opname"

    /// Reads it from the bytes of a record; nil in records from before it was kept.
    ///
    /// - Throws: `.notCanonical`, or `.malformed` with the member's name.
    package init?(besideActIn bytes: [UInt8]) throws(RecordError) {
        let record = try RecordReader(bytes)
        guard record.has(Self.member) else { return nil }
        let row = try record.object(Self.member)
        channel = try row.optional("kanaal") { ConsentEvidence.Channel(rawValue: $0) }
        if row.has("tekst") {
            let text = try row.object("tekst")
            self.text = ShownText(
                version: try text.text("versie"), digest: try text.text("sha256"))
        } else {
            text = nil
        }
        recordedBy = try row.partner("door")
        user = try row.text("gebruiker")
    }

    func write(to out: inout RecordWriter) {
        var own = RecordWriter()
        own.add("kanaal", optional: channel?.rawValue)
        if let text { own.add("tekst", text.json) }
        own.add("door", recordedBy.text)
        own.add("gebruiker", user)
        out.add(Self.member, own.json)
    }
}

extension StateReading where Self: ~Copyable {
    /// How a recorded act was taken; nil where that was not kept.
    func evidence(of act: RandomID) throws -> ActEvidence? {
        guard let row = try record(act) else { return nil }
        return try ActEvidence(besideActIn: row.content.copied())
    }
}
