// SPDX-License-Identifier: EUPL-1.2

/// Answers a question by the lines of the matrix and the steps that every row goes through.
///
/// Written from the law and practice that the matrix stands in, beside the rules and without
/// them: it imports neither the language they are written in nor the code that asks them.
package struct MatrixOracle: Sendable {
    private let matrix: Matrix

    package init(_ matrix: Matrix) {
        self.matrix = matrix
    }

    /// The lines that may answer a question, looked up once for all its cells.
    package func asked(_ question: OracleQuestion) -> AskedMatrix {
        // Nothing is carried to or from those who are never partners.
        let isCarried =
            question.sourcePartner != .outside && question.recipientPartner != .outside
        let lines = matrix.lines(from: question.sourceRole, to: question.recipientRole)
            .filter { $0.admits(question) }
        return AskedMatrix(question, isCarried ? lines : [], isCarried: isCarried)
    }

    /// Whether the veldgroep may go, by the facts of this moment.
    package func permits(_ question: OracleQuestion, _ facts: some OracleFacts) -> Bool {
        asked(question).permits(facts)
    }

    /// The lines that may answer whether a report outside the gateway may be done.
    package func askedPointer(_ question: OracleQuestion) -> AskedPointer {
        let lines = matrix.lines(from: question.sourceRole, to: question.recipientRole).filter {
            $0.form == .pointer && $0.isOn && $0.group == question.group
                && $0.purpose == question.purpose && $0.admits(question)
        }
        return AskedPointer(
            lines: lines.map(\.terms), isToEnforcement: question.recipientPartner == .handhaving,
            isHealth: question.group == "C5.gezondheid",
            isToOutside: question.recipientPartner == .outside)
    }
}

/// A report outside the gateway, of which only a pointer is kept, to be answered for any facts.
///
/// Nothing is asked of a recipient who is outside, and nothing is carried that could be shown.
package struct AskedPointer: Hashable, Sendable {
    let lines: [MatrixLine.Terms]
    let isToEnforcement: Bool
    let isHealth: Bool
    let isToOutside: Bool

    /// Whether every answer is no.
    package var isClosed: Bool { lines.isEmpty }

    package func permits(_ facts: some OracleFacts) -> Bool {
        guard !lines.isEmpty, !isToEnforcement, facts.partnersJoined, facts.rolesKnown,
            facts.sourceHasPlace, facts.caseloadHolds, !facts.expired,
            isToOutside || facts.recipientMayReceive, !isHealth || facts.necessary
        else { return false }
        return lines.contains { line in
            if line.asks(.reporter) { return facts.madeReport && !facts.anonymous }
            return switch line.weighing {
            case "E3": facts.emergency == .reportToVeiligThuis && !facts.anonymous
            case "E4": facts.emergency == .orderedSupervision && !facts.anonymous
            case "weighed": facts.weighed && !facts.anonymous
            default: line.act == .anonymous && facts.anonymous && !facts.identifying
            }
        }
    }
}

/// One question with its lines, to be answered for any facts; equal ones have the same answers.
package struct AskedMatrix: Hashable, Sendable {
    /// Lines that permit the veldgroep itself.
    private let own: [MatrixLine.Terms]
    /// Lines under which an invitation carries the identification.
    private let inviting: [MatrixLine.Terms]
    /// Lines that refuse, for every purpose.
    private let refusing: [MatrixLine.Terms]
    private let mayBreakGlass: Bool
    private let isHealth: Bool
    private let isDiagnosisToSchool: Bool
    private let mayBeAnonymous: Bool
    private let isToEnforcement: Bool

    init(_ question: OracleQuestion, _ lines: [MatrixLine], isCarried: Bool) {
        let category = question.group.prefix { $0 != "." }
        let carried = lines.filter { $0.form == .disclosure && $0.isOn }
        own = carried.filter { $0.group == question.group && $0.purpose == question.purpose }
            .map(\.terms)
        inviting =
            question.group == "C1.identificatie"
            ? carried.filter { $0.purpose == question.purpose && $0.terms.asks(.invites) }
                .map(\.terms) : []
        refusing = carried.filter { $0.group == question.group && $0.terms.act == .refuse }
            .map(\.terms)
        // Groups that go by no row, or only by a row that prints them, are not opened either.
        isDiagnosisToSchool =
            question.group == "C7.diagnose" && question.recipientPartner == .school
        mayBreakGlass =
            isCarried && question.purpose == "P7" && !isDiagnosisToSchool
            && question.sourceRole != "systeem"
            && question.recipientRole != "systeem"
            && !["C1.pgn", "C1.adres-geheim"].contains(question.group)
            && !["C2", "C13", "C14", "C15"].contains(category)
        isHealth = question.group == "C5.gezondheid"
        mayBeAnonymous = ["C3", "C4", "C5", "C6", "C8", "C9", "C11", "C12"].contains(category)
        isToEnforcement = question.recipientPartner == .handhaving
    }

    /// Whether every answer is no.
    package var isClosed: Bool { own.isEmpty && inviting.isEmpty && !mayBreakGlass }

    /// Whether the veldgroep may go, by the facts of this moment.
    package func permits(_ facts: some OracleFacts) -> Bool {
        guard !isClosed else { return false }
        guard facts.passesEveryStep, !isForbidden(facts) else { return false }
        return own.contains { holds($0, facts, asInvitation: false) }
            || inviting.contains { holds($0, facts, asInvitation: true) }
            || mayBreakGlass && breaksGlass(facts)
    }

    /// What wins over every row: the X rows, for every purpose, and what the notes call verbod.
    private func isForbidden(_ facts: some OracleFacts) -> Bool {
        for line in refusing {
            guard line.asks(.perItem) else { return true }
            if !(facts.perItem && facts.consentComplete) { return true }
        }
        if isHealth && !facts.necessary { return true }
        if isDiagnosisToSchool && !(facts.perItem && facts.consentComplete) { return true }
        return facts.anonymous && (!mayBeAnonymous || facts.identifying)
    }

    // MARK: One line

    private func holds(
        _ line: MatrixLine.Terms, _ facts: some OracleFacts, asInvitation: Bool
    ) -> Bool {
        if asInvitation && (!facts.isInvitation || facts.isOnePartner || facts.anonymous) {
            return false
        }
        return holdsRelation(line, facts) && holdsConditions(line, facts) && holdsActs(line, facts)
    }

    /// Deelnemers, meeting, time box and firewall.
    private func holdsRelation(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        if line.isWithinPartner && !facts.isOnePartner { return false }
        if isToEnforcement && !line.reachesEnforcement { return false }
        if line.asks(.visit) && !facts.aroundVisit { return false }
        if line.asks(.relationByLaw) { return true }
        guard facts.recipientMayReceive else { return false }
        return !line.asks(.meeting) || facts.meeting == .listed
    }

    /// The conditions that the row prints.
    private func holdsConditions(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        switch line.age {
        case .any: break
        case .minor: if facts.age == .adult { return false }
        case .adult: if facts.age != .adult { return false }
        }
        if line.asks(.threshold) && !facts.overThreshold { return false }
        if line.asks(.necessary) && !facts.necessary { return false }
        if line.asks(.perItem) && !facts.perItem { return false }
        if line.asks(.directlyInvolved) && !facts.directlyInvolved { return false }
        if line.asks(.planParticipant) && !facts.planParticipant { return false }
        if line.asks(.planAgreed) && !facts.planAgreed { return false }
        if line.asks(.chosenReader) && !facts.chosenReader { return false }
        if line.asks(.bothDirections) && !facts.otherDirectionComplete { return false }
        if line.asks(.beschikkingsvrij) && !facts.beschikkingsvrij { return false }
        if line.asks(.initiator) && !facts.sourceBroughtCasus { return false }
        let source = line.sourceArrangement
        if !source.isEmpty && facts.sourceArrangement != source { return false }
        let recipient = line.recipientArrangement
        return recipient.isEmpty || facts.recipientArrangement == recipient
    }

    // MARK: Acts

    /// What is offered without identity goes by the rows for that alone: the others are about a child.
    private func holdsActs(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        switch line.act {
        case .anonymous:
            return facts.anonymous && !facts.restricted
        case .anonymousElseConsent:
            return facts.anonymous ? !facts.restricted : holdsConsent(line, facts)
        case .anonymousWithConsent:
            return facts.anonymous && holdsConsent(line, facts)
        case .consent, .refuse:
            return !facts.anonymous && holdsConsent(line, facts)
        case .plan:
            return !facts.anonymous && holdsSecrecy(line, facts) && facts.others.haveConsented
                && nothingStops(line, facts)
        case .agreement:
            return !facts.anonymous && facts.agreementComplete && holdsNotice(line, facts)
        case .notice, .announcement:
            return !facts.anonymous && holdsNotice(line, facts)
        case .breakGlass:
            return false
        }
    }

    private func holdsConsent(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        facts.consentComplete && (!line.namesConsentAsBasis || facts.consentIsBasis)
            && holdsSecrecy(line, facts) && facts.others.haveConsented
            && nothingStops(line, facts)
    }

    private func holdsNotice(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        // Within one partner nobody new is told.
        if line.notice != .none && !facts.isOnePartner && !facts.noticeGiven { return false }
        if line.notice == .textAndThis && !facts.noticeOfThisGiven { return false }
        return holdsSecrecy(line, facts) && facts.others != .against && nothingStops(line, facts)
    }

    private func holdsSecrecy(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {

        if line.secrecyLiftedByLaw { return true }
        return line.liftsSecrecy ? facts.secrecy == .lifted : facts.secrecy != .kept
    }

    private func nothingStops(_ line: MatrixLine.Terms, _ facts: some OracleFacts) -> Bool {
        // Where no act of the family has effect, neither has a freeze.
        guard line.noStops else { return true }
        return !facts.restricted && !facts.objectionIsOpen && !facts.noIsOpen
    }

    // MARK: Break-glass

    /// Replaces row, secrecy, decision-makers and objections; all else stays.
    private func breaksGlass(_ facts: some OracleFacts) -> Bool {
        switch facts.emergency {
        case .acute, .conflictOfDuties:
            !isToEnforcement && !facts.anonymous && facts.recipientMayReceive
        case .none, .reportToVeiligThuis, .orderedSupervision: false
        }
    }
}

extension OracleFacts {
    /// The steps that ask the same of every row.
    var passesEveryStep: Bool {
        partnersJoined && rolesKnown && sourceHasPlace && caseloadHolds && obligationAccepted
            && !expired
    }

    /// What a recipient needs who is not deelnemer by law.
    var recipientMayReceive: Bool {
        switch recipientPlace {
        case .none: return false
        case .invited: if !isInvitation { return false }
        case .accepted: break
        }
        guard personNamed else { return false }
        switch meeting {
        case .none: return true
        case .listed: return attendanceAsked
        case .notListed: return false
        }
    }
}

extension Others {
    var haveConsented: Bool { self == .none || self == .consented }
}
