// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
package import Domain
internal import Encodings

/// One partner in one role, to which something is to go.
package struct Addressee: Sendable, Hashable {
    package let partner: PartnerID
    package let role: RoleCode

    package init(partner: PartnerID, role: RoleCode) {
        self.partner = partner
        self.role = role
    }
}

/// What is to be decided, apart from the recipient: the same at offer, question and collect.
struct Matter: Sendable {
    let source: Partner
    let sourceRole: RoleCode
    let regime: Regime
    let category: CategoryCode
    let groups: Set<VeldgroepCode>
    let purpose: PurposeCode
    let content: ContentFacts
    let isNecessary: Bool
    var betrokkenen: Set<RandomID> = []
    var isAnonymous = false
    var isWithoutBeschikking = false
    /// The stored fragment, and who fetches it at collect.
    var fragment: RandomID?
    var recipientUser: String?
    /// The source withholds its entries from the family at the offer.
    var isWithheld = false
    let invitation: Set<VeldgroepCode>?
    /// What the place that is offered says of its partner.
    var invitee: Offer.Invitee?
    let expires: Timestamp?
}

extension Region {
    /// Decides on the facts of one transaction or snapshot; nothing is remembered of it.
    func decide(
        _ matter: Matter, moment: Offer.Moment, for addressee: Addressee, in file: CaseFile,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> Decision {
        // Whoever is outside is only ever told of; nothing is carried there.
        let outside =
            partners[addressee.partner] == nil ? rules.roles.outsideType(of: addressee.role) : nil
        let offer = Offer(
            moment: outside != nil && moment == .question ? .referral : moment,
            source: try standing(of: matter.source.id, matter.source.type, state),
            sourceRole: matter.sourceRole, regime: matter.regime, category: matter.category,
            groups: matter.groups, purpose: matter.purpose,
            recipient: try standing(of: addressee.partner, outside, state),
            recipientRole: addressee.role, content: matter.content,
            isNecessary: matter.isNecessary, isAnonymous: matter.isAnonymous,
            isWithoutBeschikking: matter.isWithoutBeschikking,
            recipientUser: matter.recipientUser, fragment: matter.fragment,
            betrokkenen: matter.betrokkenen,
            isWithheld: matter.isWithheld(by: file.safety), invitation: matter.invitation,
            invitee: matter.invitee, expires: matter.expires)
        let facts = CaseFacts(
            status: file.isOpen ? .open : .gesloten, openedBy: file.opening.source,
            participants: file.participants, family: file.family,
            isRestricted: file.life.isRestricted(
                source: matter.source.id, recipient: addressee.partner, purpose: matter.purpose,
                groups: matter.groups, now: state.now),
            absenceReports: try absenceReports(matter, file, state), work: file.work,
            plan: file.plan, safety: file.safety)
        return try rules(state).decide(offer, about: facts, now: state.now)
    }

    /// A partner as it stands in this transaction; one that nobody registered never acceded.
    private func standing(
        of id: PartnerID, _ type: PartnerType?, _ state: borrowing some StateReading & ~Copyable
    ) throws -> PartnerStanding {
        guard let registered = partners[id]?.partner else {
            return PartnerStanding(id: id, type: type ?? .gemeente, accession: .beeindigd)
        }
        let accession: AccessionStatus =
            switch try state.partnerState(registered.row) {
            case .active?: .actief
            case .suspended?: .geschorst
            case .ended?, nil: .beeindigd
            }
        return PartnerStanding(
            id: id, type: registered.type, accession: accession,
            hidesFromParents: registered.supported.contains(.zichtbaarheidOuders),
            consent: ConsentSettings(jongereAlone: registered.isJongereAlone))
    }

    /// Statutory absence reports in this casus: only the identification that goes with one asks for them.
    private func absenceReports(
        _ matter: Matter, _ file: CaseFile, _ state: borrowing some StateReading & ~Copyable
    ) throws -> Set<AbsenceReport> {
        guard matter.category.text == "C1", matter.invitation == nil else { return [] }
        var reports: Set<AbsenceReport> = []
        for row in try state.fragments(of: file.id) {
            let fragment = try FragmentRecord(row.content.copied())
            guard fragment.content.passesAbsenceThreshold else { continue }
            for outcome in fragment.outcomes where outcome.isPermitted {
                reports.insert(
                    AbsenceReport(source: fragment.source, recipient: outcome.partner))
            }
        }
        return reports
    }
}

extension LineDetails {
    /// Fills in what a decision says; the parties and pseudonyms are the caller's.
    mutating func record(
        _ decision: Decision, _ matter: Matter, _ addressee: Addressee, fields: [VeldgroepCode]
    ) throws {
        let verdict = decision.verdict
        recipient = addressee.partner
        recipientRole = addressee.role.text
        purpose = matter.purpose.text
        category = matter.category.text
        basis = verdict.bases.map(\.text).joined(separator: ",")
        rules = CodeList(verdict.rules)
        self.fields = CodeList(fields)
        consents = CodeList(verdict.consents)
        obligations = CodeList(verdict.obligations)
        reasons = CodeList(verdict.codes)
        outcome = fields.isEmpty ? .refused : .allowed
        facts = try Facts(canonical: decision.facts)
    }
}

extension Place {
    /// Whose yes a decision lacks, by the ids under which the caller knows them.
    func missing(
        in decision: Decision, _ state: borrowing some StateReading & ~Copyable
    ) throws -> [OutcomeRecord.Missing] {
        var missing: [OutcomeRecord.Missing] = []
        for item in decision.missing {
            guard let person = try externalID(ofPerson: item.person, state) else { continue }
            missing.append(OutcomeRecord.Missing(person: person, reason: item.reason.rawValue))
        }
        return missing
    }
}

extension OutcomeRecord {
    /// What a decision means for one recipient, for the source's eyes.
    init(
        _ decision: Decision, _ addressee: Addressee, groups: [VeldgroepCode],
        missing: [Missing] = [], extraCodes: [RefusalCode] = [], expires: Timestamp?,
        sourceProofKey: [UInt8]?,
        lineIndex: Int
    ) {
        let verdict = decision.verdict
        let judged = verdict.groups + verdict.invited
        self.init(
            partner: addressee.partner, role: addressee.role, groups: groups,
            leftOut: judged.compactMap { judged in
                guard let group = judged.group, !judged.isPermitted else { return nil }
                return LeftOut(group: group, codes: judged.codes)
            },
            missing: missing, rules: verdict.rules, bases: verdict.bases,
            sources: verdict.sources,
            codes: (verdict.codes + extraCodes).sorted(), obligations: verdict.obligations,
            explanation: verdict.explanation, expires: expires, sourceProofKey: sourceProofKey,
            lineIndex: lineIndex)
    }
}
