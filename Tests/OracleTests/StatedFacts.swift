// SPDX-License-Identifier: EUPL-1.2
import Foundation
import MatrixOracle

/// Facts that a test states; as made, all are as every row wants them.
final class StatedFacts: OracleFacts {
    var partnersJoined = true
    var rolesKnown = true
    var isOnePartner = false
    var sourceHasPlace = true
    var recipientPlace = RecipientPlace.accepted
    var caseloadHolds = true
    var personNamed = true
    var meeting = Meeting.none
    var attendanceAsked = true
    var aroundVisit = true
    var isInvitation = false
    var age = AgeBand.from12
    var overThreshold = true
    var necessary = true
    var perItem = true
    var directlyInvolved = true
    var sourceArrangement = "dagklas"
    var recipientArrangement = "dagklas"
    var beschikkingsvrij = true
    var sourceBroughtCasus = true
    var planParticipant = true
    var planAgreed = true
    var chosenReader = true
    var otherDirectionComplete = true
    var anonymous = false
    var identifying = false
    var consentComplete = true
    var consentIsBasis = true
    var agreementComplete = true
    var secrecy = Secrecy.notBound
    var others = Others.none
    var noticeGiven = true
    var noticeOfThisGiven = true
    var objectionIsOpen = false
    var noIsOpen = false
    var restricted = false
    var emergency = Emergency.none
    var weighed = false
    var madeReport = false
    var obligationAccepted = true
    var expired = false

    init(_ change: (StatedFacts) -> Void = { _ in }) {
        change(self)
    }
}

/// `matrix.csv` beside the oracle.
enum MatrixFile {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Oracle")

    static let text = try? String(
        contentsOf: folder.appending(path: "matrix.csv"), encoding: .utf8)
    private static let read = text.flatMap { Matrix(csv: $0) }

    static func matrix() throws -> Matrix {
        guard let read else { throw CocoaError(.fileReadCorruptFile) }
        return read
    }

    static func oracle() throws -> MatrixOracle { MatrixOracle(try matrix()) }
}
