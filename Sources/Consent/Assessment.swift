// SPDX-License-Identifier: EUPL-1.2
internal import Domain

extension Family {
    /// Computes who must agree to a flow and whether they did.
    ///
    /// Pure: the same facts give the same finding. Whatever is unknown counts as the answer that
    /// refuses.
    /// Source: domain.md §5 (life of a consent, one no blocks) and §6 (who decides).
    package func finding(_ question: ConsentQuestion) -> ConsentFinding {
        Assessment(family: self, question: question).finding
    }
}

/// One computation, with the parts that its steps share.
struct Assessment {
    private let family: Family
    private let question: ConsentQuestion
    private let band: AgeBand
    private let gezag: GezagFinding
    private let incapacity: Incapacity?
    private let exceptions: [ParentException]
    private let deciders: DecisionMakers
    /// Everyone whose acts can tell something: the family and whoever holds gezag; ascending.
    private let everyone: [RandomID]
    /// What each of them did about this flow.
    private let acts: ByPerson<Acts>
    /// Somebody said no to this flow, in whatever way and however long ago.
    private let hasNo: Bool

    init(family: Family, question: ConsentQuestion) {
        let today = Amsterdam.day(of: question.now)
        let band = AgeBand(born: family.born, on: today)
        let gezag = family.gezagFinding(on: today)
        let incapacity = family.incapacity(for: question.flow.source, on: today)
        let exceptions = family.exceptions.filter {
            $0.scope.covers(question.flow) && $0.at <= question.now
        }
        self.family = family
        self.question = question
        self.band = band
        self.gezag = gezag
        self.incapacity = incapacity
        self.exceptions = exceptions
        deciders = DecisionMakers(
            regime: question.regime, category: question.flow.group.category,
            purpose: question.flow.purpose, band: band, gezag: gezag, incapacity: incapacity,
            parentsReplaced: question.settings.jongereAlone || !exceptions.isEmpty,
            tellsOfCare: DecisionMakers.tellsOfCare(question.flow.group))
        var everyone = family.members.map(\.id) + gezag.holders
        everyone.append(family.child)
        if let representative = incapacity?.representative { everyone.append(representative) }
        acts = ByPerson(everyone) { person in
            Acts(of: person, about: nil, question, in: family, now: question.now)
        }
        self.everyone = acts.persons
        hasNo = acts.contains(where: \.hasNo)
    }

    var finding: ConsentFinding {
        let consent = outcome(for: .consent)
        let secrecy = outcome(for: .secrecy)
        let status = Self.combined(consent.status, secrecy.status)
        let complete = [consent, secrecy].filter { $0.status == .volledig }
        return ConsentFinding(
            status: status, carriesConsent: consent.status == .volledig,
            liftsSecrecy: secrecy.status == .volledig, isGezagKnown: !deciders.isUnknown,
            isHeard: isHeard, hasOpenObjection: hasOpenNo(where: Self.isObjection),
            hasOpenNo: hasOpenNo { !Self.isObjection($0) }, isAgreed: isAgreed,
            missing: status == .volledig ? [] : Self.shorter(consent.missing, secrecy.missing),
            consents: Set(complete.flatMap(\.consents)).sorted(), gezagFacts: gezag.facts)
    }

    // MARK: The yes

    private struct Outcome {
        var status: ConsentStatus
        var consents: [RandomID] = []
        var missing: [ConsentFinding.Missing] = []
    }

    private func outcome(for base: Base) -> Outcome {
        let lapse = lapseOfParents(base)
        let stances = acts.map { person, acts in
            acts.stance(for: base, lapsedBefore: person == family.child ? nil : lapse)
        }
        if let no = blockingNo(stances) { return Outcome(status: no) }
        let needed = neededPersons(stances)
        let isComplete =
            !deciders.isUnknown
            && needed.allSatisfy { stances[$0]?.isYes == true }
            && (deciders.child || !deciders.representatives.isEmpty)
        if isComplete, othersWereAsked(stances) {
            return Outcome(status: .volledig, consents: yeses(stances))
        }
        let status: ConsentStatus
        if hasLapsed(stances) {
            status = .vervallen
        } else if wasAnybodyAsked || mayDecide.contains(where: { stances[$0]?.isYes == true }) {
            status = .onvolledig
        } else {
            status = .nooitGevraagd
        }
        return Outcome(status: status, missing: missing(needed, stances))
    }

    /// The 12th birthday, if parents' yeses from before it lapsed: the jongere had to say yes in
    /// person from that day on and had not done so.
    private func lapseOfParents(_ base: Base) -> Timestamp? {
        // Where it is unknown who they are, they decide all the same.
        guard band == .from12To15, deciders.child,
            !deciders.representatives.isEmpty || deciders.isUnknown
        else { return nil }
        let birthday = Amsterdam.startOfDay(family.born.adding(years: 12))
        // Who never acted had said nothing by then either.
        if acts[family.child]?.isEmpty ?? true { return birthday }
        let eve = birthday.adding(milliseconds: -1)
        let own = Acts(of: family.child, about: nil, question, in: family.asOf(birthday), now: eve)
            .stance(for: base, lapsedBefore: nil)
        return own.isYes ? nil : birthday
    }

    /// The no that stops this, if there is one.
    private func blockingNo(_ stances: ByPerson<Stance>) -> ConsentStatus? {
        guard hasNo else { return nil }
        let noes = blockers.compactMap { stances[$0] }.filter(\.isNo)
        guard !noes.isEmpty else { return nil }
        let isWithdrawnOnly = noes.allSatisfy { stance in
            switch stance {
            case .withdrawn: true
            case .silent, .yes, .lapsed, .refused, .objected: false
            }
        }
        return isWithdrawnOnly ? .ingetrokken : .geweigerd
    }

    /// Whose no stops the yes of all others.
    private var blockers: [RandomID] {
        var persons = Set(deciders.representatives)
        if deciders.child {
            persons.insert(family.child)
        }
        if deciders.isUnknown { persons.formUnion(adults) }
        persons.subtract(weighedPersons)
        return persons.sorted()
    }

    /// Parents whose no was named and weighed in an exception record of a care professional.
    ///
    /// Only beside a jongere who decides too: else one parent's no would make room for the other's yes.
    private var weighedPersons: Set<RandomID> {
        guard question.regime.isCare, band == .from12To15, incapacity == nil,
            !DecisionMakers.isResearch(question.flow.purpose)
        else { return [] }
        return Set(exceptions.flatMap(\.weighedPersons)).subtracting([family.child])
    }

    private var adults: [RandomID] {
        everyone.filter { $0 != family.child }
    }

    /// The persons whose yes is waited for: all who must agree, or, where one of two is enough, the
    /// one who said so.
    private func neededPersons(_ stances: ByPerson<Stance>) -> [RandomID] {
        var needed = deciders.child ? [family.child] : []
        guard deciders.needsRepresentative else { return needed }
        let holders = deciders.representatives
        if deciders.everyRepresentative {
            needed += holders
        } else if let willing = holders.first(where: { stances[$0]?.isYes == true }) {
            needed.append(willing)
        } else {
            needed += holders
        }
        return needed
    }

    /// Where one yes is enough, the question must have gone to every other holder too.
    private func othersWereAsked(_ stances: ByPerson<Stance>) -> Bool {
        guard deciders.needsRepresentative, !deciders.everyRepresentative else { return true }
        return deciders.representatives.allSatisfy { stances[$0]?.isYes == true || wasAsked($0) }
    }

    private func wasAsked(_ person: RandomID) -> Bool {
        let asked = family.questions.contains {
            $0.about == nil && $0.persons.contains(person) && $0.at <= question.now
                && $0.scope.covers(question.flow)
        }
        return asked || acts[person]?.isEmpty == false
    }

    private var wasAnybodyAsked: Bool {
        family.questions.contains {
            $0.about == nil && $0.at <= question.now && $0.scope.covers(question.flow)
        }
    }

    private func yeses(_ stances: ByPerson<Stance>) -> [RandomID] {
        let deciding = (deciders.child ? [family.child] : []) + deciders.representatives
        return deciding.compactMap { person in
            guard case .yes(let act)? = stances[person] else { return nil }
            return act
        }
    }

    /// Whether a yes ended by its date, or stopped counting when the jongere began to decide alone.
    private func hasLapsed(_ stances: ByPerson<Stance>) -> Bool {
        if mayDecide.contains(where: { Self.isLapsed(stances[$0]) }) { return true }
        guard deciders.child, deciders.representatives.isEmpty, !deciders.isUnknown else {
            return false
        }
        return adults.contains { stances[$0]?.isYes == true || Self.isLapsed(stances[$0]) }
    }

    /// Those who decide; where that is unknown, everyone grown up may turn out to be one of them.
    private var mayDecide: [RandomID] {
        let grown = deciders.isUnknown ? adults : deciders.representatives
        return (deciders.child ? [family.child] : []) + grown
    }

    private static func isLapsed(_ stance: Stance?) -> Bool {
        switch stance {
        case .lapsed?: true
        case .silent?, .yes?, .refused?, .withdrawn?, .objected?, nil: false
        }
    }

    private func missing(
        _ needed: [RandomID], _ stances: ByPerson<Stance>
    ) -> [ConsentFinding.Missing] {
        var persons = needed.filter { stances[$0]?.isYes != true }
        if persons.isEmpty, !deciders.everyRepresentative, deciders.needsRepresentative {
            persons = deciders.representatives.filter {
                stances[$0]?.isYes != true && !wasAsked($0)
            }
        }
        return persons.map { person in
            let reason: ConsentFinding.Missing.Reason =
                Self.isLapsed(stances[person])
                ? .lapsed : (wasAsked(person) ? .silent : .neverAsked)
            return ConsentFinding.Missing(person: person, reason: reason)
        }
    }

    private static func shorter(
        _ left: [ConsentFinding.Missing], _ right: [ConsentFinding.Missing]
    ) -> [ConsentFinding.Missing] {
        right.count < left.count ? right : left
    }

    /// A no is a no for both bases; else what was complete for one base is what counts.
    private static func combined(_ left: ConsentStatus, _ right: ConsentStatus) -> ConsentStatus {
        let order: [ConsentStatus] = [
            .volledig, .geweigerd, .ingetrokken, .vervallen, .onvolledig, .nooitGevraagd, .nvt,
        ]
        return order.first { $0 == left || $0 == right } ?? .nooitGevraagd
    }

    // MARK: The hearing of the pupil

    private var isHeard: Bool {
        guard deciders.needsHearing else { return true }
        let covering = family.hearings.filter {
            $0.scope.covers(question.flow) && $0.at <= question.now
        }
        guard let last = covering.map(\.at).max() else { return false }
        let noes = covering.filter { $0.at == last && !$0.agrees }
        guard noes.allSatisfy({ isWeighed($0.id) }) else { return false }
        // A no that the pupil gave since, to the question itself, is a no to the hearing.
        let since = (acts[family.child]?.standingNoes ?? []).filter { $0.at >= last }
        return since.allSatisfy { isWeighed($0.stance) }
    }

    // MARK: Objections

    /// Whether somebody who may object has a no standing that was not weighed.
    private func hasOpenNo(where isWanted: (Stance) -> Bool) -> Bool {
        guard hasNo else { return false }
        let weighed = weighedPersons
        return objectors.contains { person in
            // The record of an exception names and weighs the no of a parent, not an objection.
            let isWeighedNo = weighed.contains(person) && !isWanted(.objected(person))
            let noes = isWeighedNo ? [] : acts[person]?.standingNoes ?? []
            return noes.contains { isWanted($0.stance) && !isWeighed($0.stance) }
        }
    }

    /// Who may object: below 16 each holder (everyone, where gezag is unknown), the jongere from 12.
    ///
    /// Of the own voice, the jongere from the first day and, once deciding alone, nobody else.
    private var objectors: [RandomID] {
        var persons: Set<RandomID> = []
        if band != .under12 || deciders.child { persons.insert(family.child) }
        if deciders.isAloneWithOwnVoice { return persons.sorted() }
        if band == .under12 || band == .from12To15 {
            persons.formUnion(gezag.isKnown ? gezag.holders : adults)
        } else if incapacity != nil {
            persons.formUnion(deciders.isUnknown ? adults : deciders.representatives)
        }
        return persons.sorted()
    }

    private static func isObjection(_ stance: Stance) -> Bool {
        switch stance {
        case .objected: true
        case .silent, .yes, .lapsed, .refused, .withdrawn: false
        }
    }

    private func isWeighed(_ stance: Stance) -> Bool {
        switch stance {
        case .refused(let act), .withdrawn(let act), .objected(let act): isWeighed(act)
        case .silent, .yes, .lapsed: true
        }
    }

    /// Whether the last weighing of an act lets the flow go on; of two at one instant the no counts.
    private func isWeighed(_ act: RandomID) -> Bool {
        let all = family.weighings.filter { $0.act == act && $0.at <= question.now }
        guard let last = all.map(\.at).max() else { return false }
        return all.filter { $0.at == last }.allSatisfy(\.continues)
    }

    // MARK: Agreement to the handelingsdeel

    /// Source: domain.md §5: every holder of gezag until 18, then the pupil; silence is none.
    private var isAgreed: Bool {
        let persons: [RandomID]
        if band != .adult {
            guard gezag.isKnown else { return false }
            persons = gezag.holders
        } else if incapacity != nil {
            persons = deciders.representatives
        } else {
            persons = [family.child]
        }
        let acts = family.overeenstemmingen.filter {
            ($0.source == nil || $0.source == question.flow.source) && $0.at <= question.now
        }
        // Of one OPP after another, the one of which somebody spoke last is the one that goes.
        guard let current = acts.last?.opp, !persons.isEmpty else { return false }
        return persons.allSatisfy { person in
            let own = acts.filter {
                $0.person == person && $0.opp.utf8.elementsEqual(current.utf8)
            }
            guard let last = own.map(\.at).max() else { return false }
            return own.filter { $0.at == last }.allSatisfy { $0.agreed && isAbout($0) }
        }
    }

    /// Whether an agreement that names its words is about those that would go.
    private func isAbout(_ act: Overeenstemming) -> Bool {
        guard let words = act.words else { return true }
        switch question.words {
        case .any: return true
        case .unknown: return false
        case .digest(let digest): return digest.utf8.elementsEqual(words.utf8)
        }
    }
}
