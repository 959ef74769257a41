// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// The operations whose retries are recognised; the numbers are stored for 30 days.
package enum OperationCode: Int64, Sendable, CaseIterable {
    case openCasus = 1
    case invite = 2
    case answerInvitation = 3
    case recordGezag = 4
    case askParents = 5
    case recordAnswer = 6
    case recordHearing = 7
    case giveNotice = 8
    case recordConsent = 9
    case withdrawConsent = 10
    case object = 11
    case weigh = 12
    case askDecision = 13
    case offerFragment = 14
    case collect = 15
    case acknowledge = 16
    case withdrawInCasus = 17
    case joinCasussen = 18
    case recordException = 20
    case recordIncapacity = 21
    case restrict = 22
    case liftRestriction = 23
    case recordAgreement = 24
    // The work at the table.
    case planMeeting = 30
    case changeMeeting = 31
    case answerSeat = 32
    case recordAttendance = 33
    case remindSeats = 34
    case setAgenda = 35
    case recordCaseload = 36
    case endCaseload = 37
    case recordVisit = 38
    case chooseReaders = 39
    // The plan, what partners ask and take back, and the end.
    case writePlan = 40
    case agreeToPlan = 41
    case askAboutPlan = 42
    case advanceStep = 43
    case requestInformation = 44
    case answerRequest = 45
    case recall = 46
    case answerRecall = 47
    case closeCasus = 48
    case rectify = 49
    // Safety.
    case breakGlass = 50
    case confirmEmergency = 51
    case reviewEmergency = 52
    case weighProtection = 53
    case withhold = 54
    case confirmWithholding = 55
    case reviewWithholding = 56
    case chooseYouthView = 57
    case chooseSourceView = 58
}

/// What the answer to a write can be built from again: ids, leaf indexes, codes; nothing personal.
struct Reference {
    private var writer = RecordWriter()

    init() {}

    mutating func add(_ name: String, _ id: RandomID) { writer.add(name, id.hex) }
    mutating func add(_ name: String, _ number: Int) { writer.add(name, .integer(Int64(number))) }
    mutating func add(_ name: String, _ code: String) { writer.add(name, code) }

    var bytes: [UInt8] { writer.bytes }

    /// The reference of a failure that the caller got as the answer.
    static func failure(_ failure: UseCaseFailure) -> [UInt8]? {
        var reference = Reference()
        switch failure {
        case .unavailable: reference.add("fout", "niet-beschikbaar")
        case .unknownRole: reference.add("fout", "rol-onbekend")
        case .expired: reference.add("fout", "verlopen")
        case .refused(let codes):
            reference.add("fout", codes.map(\.rawValue).joined(separator: ","))
        case .replayed, .keyReused, .invalid, .stale, .tooManyRefusals, .busy, .fault: return nil
        }
        return reference.bytes
    }

    /// The failure that a reference stands for; nil where it stands for an answer.
    static func failure(in reader: RecordReader) throws(RecordError) -> UseCaseFailure? {
        guard let text = reader.optionalText("fout") else { return nil }
        switch text {
        case "niet-beschikbaar": return .unavailable
        case "rol-onbekend": return .unknownRole
        case "verlopen": return .expired
        default:
            var codes: [RefusalCode] = []
            for part in text.split(separator: ",") {
                guard let code = RefusalCode(rawValue: String(part)) else {
                    throw .malformed(member: "fout")
                }
                codes.append(code)
            }
            return .refused(codes)
        }
    }
}
