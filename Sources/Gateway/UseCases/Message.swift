// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Synchronization

/// What an item of an inbox holds beside its row: the receiver's own ids of what it is about.
struct Message {
    /// The receiver's id of its place in the casus.
    var participant: RandomID?
    /// The source's id of its fragment.
    var fragment: RandomID?
    /// The receiver's id of an envelope that is gone.
    var envelope: RandomID?
    /// The receiver's id of a meeting.
    var meeting: RandomID?
    /// The receiver's id of a visit.
    var visit: RandomID?
    /// The receiver's id of a request for information.
    var request: RandomID?
    /// The receiver's id of a recall.
    var recall: RandomID?
    /// The receiver's name for a casus that is no more.
    var casus: RandomID?

    init(
        participant: RandomID? = nil, fragment: RandomID? = nil, envelope: RandomID? = nil,
        meeting: RandomID? = nil, visit: RandomID? = nil, request: RandomID? = nil,
        recall: RandomID? = nil, casus: RandomID? = nil
    ) {
        self.participant = participant
        self.fragment = fragment
        self.envelope = envelope
        self.meeting = meeting
        self.visit = visit
        self.request = request
        self.recall = recall
        self.casus = casus
    }

    var bytes: [UInt8] {
        var out = RecordWriter()
        out.add("deelnemer", optional: participant?.hex)
        out.add("fragment", optional: fragment?.hex)
        out.add("envelop", optional: envelope?.hex)
        out.add("overleg", optional: meeting?.hex)
        out.add("bezoek", optional: visit?.hex)
        out.add("verzoek", optional: request?.hex)
        out.add("terugroeping", optional: recall?.hex)
        out.add("casus", optional: casus?.hex)
        return out.bytes
    }

    init(_ bytes: [UInt8]) throws(RecordError) {
        let reader = try RecordReader(bytes)
        participant = try reader.optionalIdentifier("deelnemer")
        fragment = try reader.optionalIdentifier("fragment")
        envelope = try reader.optionalIdentifier("envelop")
        meeting = try reader.optionalIdentifier("overleg")
        visit = try reader.optionalIdentifier("bezoek")
        request = try reader.optionalIdentifier("verzoek")
        recall = try reader.optionalIdentifier("terugroeping")
        casus = try reader.optionalIdentifier("casus")
    }
}

/// The partners in whose inboxes a transaction put something; told once it is durable.
final class ToldPartners: Sendable {
    private let told = Mutex<Set<RandomID>>([])

    func add(_ partner: RandomID) { told.withLock { _ = $0.insert(partner) } }

    var partners: Set<RandomID> { told.withLock { $0 } }
}
