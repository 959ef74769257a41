// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// The legal base for which a yes is looked for.
enum Base: CaseIterable {
    /// Consent in the sense of the AVG (G-T).
    case consent
    /// The lifting of professional secrecy (G-S).
    case secrecy

    func isCarried(by bases: ConsentBases) -> Bool {
        switch self {
        case .consent: bases.consent
        case .secrecy: bases.secrecy
        }
    }
}

/// Where one person stands about one flow, by the own last act.
enum Stance: Equatable {
    case silent
    case yes(RandomID)
    /// A yes that ended by its date, or lapsed on a birthday.
    case lapsed(RandomID)
    case refused(RandomID)
    case withdrawn(RandomID)
    case objected(RandomID)

    var isNo: Bool {
        switch self {
        case .refused, .withdrawn, .objected: true
        case .silent, .yes, .lapsed: false
        }
    }

    var isYes: Bool { yes != nil }

    /// The act that says yes; nil for any other stance.
    var yes: RandomID? {
        switch self {
        case .yes(let act): act
        case .silent, .lapsed, .refused, .withdrawn, .objected: nil
        }
    }

    /// The act that says no; nil for any other stance.
    var no: RandomID? {
        switch self {
        case .refused(let act), .withdrawn(let act), .objected(let act): act
        case .silent, .yes, .lapsed: nil
        }
    }
}

/// The acts of one person that touch one flow, in time.
struct Acts {
    private struct Act {
        let at: Timestamp
        let stance: Stance
        /// What a yes carries; nil for a no.
        let bases: ConsentBases?
        let until: CivilDate?
    }

    private let acts: [Act]
    private let now: Timestamp

    /// - Parameter subject: whose data the acts are about; nil is the child.
    init(
        of person: RandomID, about subject: RandomID?, _ question: ConsentQuestion,
        in family: Family, now: Timestamp
    ) {
        var acts: [Act] = []
        // By place: a copy of every act of the family costs more than this look at it.
        for place in family.toestemmingen.indices
        where family.toestemmingen[place].person == person
            && family.toestemmingen[place].about == subject
        {
            let act = family.toestemmingen[place]
            guard act.reaches(question) else { continue }
            switch act.answer {
            case .given(let bases, let until):
                // A yes from the future is none yet; a no is never waited for.
                if act.at <= now {
                    acts.append(
                        Act(at: act.at, stance: .yes(act.id), bases: bases, until: until))
                }
                if let withdrawnAt = act.withdrawnAt {
                    acts.append(
                        Act(at: withdrawnAt, stance: .withdrawn(act.id), bases: nil, until: nil))
                }
            case .refused:
                acts.append(Act(at: act.at, stance: .refused(act.id), bases: nil, until: nil))
            }
        }
        for act in family.bezwaren
        where act.person == person && act.about == subject && act.scope.covers(question.flow) {
            acts.append(Act(at: act.at, stance: .objected(act.id), bases: nil, until: nil))
        }
        self.acts = acts
        self.now = now
    }

    /// Whether the person ever said no.
    var hasNo: Bool { acts.contains(where: \.stance.isNo) }

    /// Whether the person acted at all.
    var isEmpty: Bool { acts.isEmpty }

    /// The stance for one base: the last of the noes and of the yeses that carry it.
    ///
    /// Of acts of the same time the no counts. A yes given before `birthday` has lapsed.
    func stance(for base: Base, lapsedBefore birthday: Timestamp?) -> Stance {
        var last: Act?
        for act in acts {
            if let bases = act.bases, !base.isCarried(by: bases) { continue }
            guard let current = last else {
                last = act
                continue
            }
            if act.at > current.at
                || (act.at == current.at && isStronger(act, than: current))
            {
                last = act
            }
        }
        guard let last else { return .silent }
        guard case .yes(let id) = last.stance, let until = last.until else { return last.stance }
        if let birthday, last.at < birthday { return .lapsed(id) }
        return now < Amsterdam.startOfDay(until) ? .yes(id) : .lapsed(id)
    }

    private func isStronger(_ act: Act, than other: Act) -> Bool {
        if act.stance.isNo != other.stance.isNo { return act.stance.isNo }
        // Of two yeses of one instant the one that ends first.
        if let until = act.until, let otherUntil = other.until { return until < otherUntil }
        return false
    }

    /// The acts of the person that say no and that no later yes overtook.
    var standingNoes: [(at: Timestamp, stance: Stance)] {
        let lastYes = acts.filter(\.stance.isYes).map(\.at).max()
        return acts.filter { act in
            guard act.stance.isNo else { return false }
            guard let lastYes else { return true }
            return act.at >= lastYes
        }.map { ($0.at, $0.stance) }
    }
}
