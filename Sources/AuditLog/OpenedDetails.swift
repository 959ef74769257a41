// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory
package import OpenSSL

/// The details of one line, opened and found to be those that its leaf commits to.
package struct OpenedDetails: ~Copyable {
    package let kind: LeafKind
    package let event: Event
    /// When the line was written.
    package let at: Timestamp
    private let bytes: SecretBytes
    private let places: [Range<Int>]
    private let salts: [Digest]
    private let commitments: [Digest]
    /// What the recipient of the envelope checks the leaf with.
    package let receiptSalt: Digest

    /// Opens the sealed details of a line about a person.
    /// - Throws: `.authenticationFailed`; `.detailsMalformed`; `.commitmentWrong`, since the seal alone
    ///   does not bind the key; `.detailsContradictLeaf`.
    package init(
        opening sealed: Span<UInt8>, of leaf: Leaf, key: borrowing DetailsKey
    ) throws(AuditLogError) {
        guard leaf.kind.isAboutPerson, sealed.count == LineWriter.sealedByteCount else {
            throw .authenticationFailed
        }
        let aad = LineWriter.associatedData(leaf.id)
        let plaintext: SecretBytes
        do {
            plaintext = try AES256GCM.open(
                sealed.extracting(AES256GCM.nonceByteCount...), key: key.secret.bytes,
                nonce: sealed.extracting(..<AES256GCM.nonceByteCount), aad: aad.span)
        } catch { throw .authenticationFailed }
        try self.init(checking: plaintext, of: leaf, padded: true)
    }

    /// Reads the open details of a line about no person.
    /// - Throws: `.detailsMalformed`, `.commitmentWrong`, `.detailsContradictLeaf`.
    package init(reading open: Span<UInt8>, of leaf: Leaf) throws(AuditLogError) {
        guard !leaf.kind.isAboutPerson else { throw .detailsMalformed }
        try self.init(checking: SecretBytes(copying: open), of: leaf, padded: false)
    }

    private init(
        checking bytes: consuming SecretBytes, of leaf: Leaf, padded: Bool
    ) throws(AuditLogError) {
        let places = try DetailsText.places(in: bytes.bytes, padded: padded)
        var hmacs = Commitments()
        let salts = hmacs.salts(under: bytes.bytes.extracting(..<DetailsText.rByteCount))
        var commitments: [Digest] = []
        commitments.reserveCapacity(Field.count)
        for (place, salt) in zip(places, salts.fields) {
            commitments.append(
                hmacs.commitment(to: bytes.bytes.extracting(place), salt: salt))
        }
        guard Commitments.det(over: commitments) == leaf.det else { throw .commitmentWrong }
        guard let event = Event(rawValue: Self.text(.event, in: bytes.bytes, places)),
            event.kinds.contains(leaf.kind),
            let milliseconds = Int64(Self.text(.at, in: bytes.bytes, places)),
            let at = Timestamp(checking: milliseconds), LeafMinute(at) == leaf.time
        else { throw .detailsContradictLeaf }
        kind = leaf.kind
        self.event = event
        self.at = at
        self.places = places
        self.salts = salts.fields
        receiptSalt = salts.receipt
        self.commitments = commitments
        self.bytes = bytes
    }

    private static func value(_ field: Field, _ places: [Range<Int>]) -> Range<Int> {
        let place = places[field.rawValue]
        return place.lowerBound + 6 + Field.encodedNames[field.rawValue].count..<place.upperBound
    }

    private static func text(
        _ field: Field, in bytes: Span<UInt8>, _ places: [Range<Int>]
    ) -> String {
        let value = bytes.extracting(value(field, places))
        return String(decoding: value.indices.map { value[$0] }, as: UTF8.self)
    }

    /// The id under which one reader knows this line: random to everyone, another for each reader.
    ///
    /// It rests on a salt that is in no view, so that nobody links two readers' ids or counts lines.
    package borrowing func identifier(for reader: RandomID) -> RandomID {
        var key = HMACKey(salts[Field.chain.rawValue].bytes.span)
        let text = Array("kernpoort/reader-line/v1".utf8) + reader.bytes
        let mac = key.authenticate(text.span).bytes
        guard let id = RandomID(bytes: Array(mac.prefix(RandomID.byteCount))) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return id
    }

    /// The bytes of one field.
    package borrowing func value(of field: Field) -> [UInt8] {
        let value = bytes.bytes.extracting(Self.value(field, places))
        return value.indices.map { value[$0] }
    }

    /// The line as someone may see it: some fields opened, of the others only their commitments.
    ///
    /// Nil where there is no such view: lines about no person are open already, and the recipient has
    /// no part in a line that is neither a decision nor its outcome.
    package borrowing func view(for viewer: Viewer) -> LineView? {
        guard let opened = viewer.fields(of: kind, event: event) else { return nil }
        return LineView(
            fields: Field.allCases.map { field in
                guard opened.contains(field) else {
                    return .closed(commitment: commitments[field.rawValue])
                }
                return .opened(
                    name: field.name, value: value(of: field), salt: salts[field.rawValue])
            })
    }
}
