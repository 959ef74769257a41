// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// One version of a casuïstiekoverleg about a casus: when it is, and who is at table and why.
package struct Meeting: Hashable, Sendable {
    /// Where a meeting stands.
    package enum Status: String, Sendable, CaseIterable {
        case planned = "gepland"
        case cancelled = "afgezegd"
    }

    /// One seat at the table: a partner in one role, with the reason why it is needed for this casus.
    package struct Seat: Hashable, Sendable {
        package let partner: PartnerID
        package let role: RoleCode
        /// Never empty.
        package let reason: String

        /// A seat; nil without a reason.
        package init?(partner: PartnerID, role: RoleCode, reason: String) {
            guard !reason.isEmpty else { return nil }
            self.partner = partner
            self.role = role
            self.reason = reason
        }
    }

    /// The same for all versions of one meeting.
    package let id: RandomID
    package let at: Timestamp
    package let seats: [Seat]
    package let status: Status
    /// When the parents were asked whether they attend; nil while they were not.
    package let choiceAsked: Timestamp?
    package let recordedBy: PartnerID
    package let recordedAt: Timestamp

    /// Seats open this many days before the meeting.
    package static let daysBefore = 7
    /// Seats close this many days after it.
    package static let daysAfter = 14

    package init(
        id: RandomID, at: Timestamp, seats: [Seat], status: Status, choiceAsked: Timestamp?,
        recordedBy: PartnerID, recordedAt: Timestamp
    ) {
        self.id = id
        self.at = at
        self.seats = seats
        self.status = status
        self.choiceAsked = choiceAsked
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }

    /// Whether the meeting still bounds who may receive: planned, or held at most `daysAfter` ago.
    package func isAhead(_ now: Timestamp) -> Bool {
        status == .planned && now < at.adding(days: Self.daysAfter)
    }

    /// Whether an instant lies in the window around the meeting; the end does not belong to it.
    package func isOpen(_ now: Timestamp) -> Bool {
        status == .planned && at.adding(days: -Self.daysBefore) <= now && isAhead(now)
    }

    /// Whether a partner's role has a seat.
    package func seats(_ partner: PartnerID, _ role: RoleCode) -> Bool {
        seats.contains { $0.partner == partner && $0.role == role }
    }
}

/// What the meetings about a casus mean for one recipient at one instant.
package enum MeetingStanding: String, Sendable, CaseIterable {
    /// No meeting is planned or open.
    case none = "geen"
    /// It has a seat, the window is open and the parents were asked whether they attend.
    case seated = "opLijst"
    /// There is a meeting, and this recipient may receive nothing now.
    case outside = "buiten"
}

/// That one user of a partner has the child in the own caseload.
package struct CaseloadEntry: Hashable, Sendable {
    package let partner: PartnerID
    package let user: String
    package let role: RoleCode
    package let since: CivilDate
    /// The first day on which it no longer holds; nil while it does.
    package let until: CivilDate?

    package init(
        partner: PartnerID, user: String, role: RoleCode, since: CivilDate, until: CivilDate?
    ) {
        self.partner = partner
        self.user = user
        self.role = role
        self.since = since
        self.until = until
    }

    package func holds(on day: CivilDate) -> Bool {
        since <= day && until.map { day < $0 } ?? true
    }
}

/// A visit at home (bezoek): the time box within which an address may be collected.
package struct Visit: Hashable, Sendable {
    package let id: RandomID
    package let partner: PartnerID
    package let role: RoleCode
    package let from: Timestamp
    /// Not included.
    package let until: Timestamp

    /// A time box is at most this long.
    package static let hoursLimit = 48

    /// A visit; nil if it ends before it begins or lasts longer than `hoursLimit`.
    package init?(
        id: RandomID, partner: PartnerID, role: RoleCode, from: Timestamp, until: Timestamp
    ) {
        guard from < until,
            until <= from.adding(milliseconds: Int64(Self.hoursLimit) * 3_600_000)
        else { return nil }
        self.id = id
        self.partner = partner
        self.role = role
        self.from = from
        self.until = until
    }
}

/// Whom the jongere chose as readers of the own voice; the last choice counts.
package struct ReaderChoice: Hashable, Sendable {
    /// One reader: a partner in one role.
    package struct Reader: Hashable, Sendable {
        package let partner: PartnerID
        package let role: RoleCode

        package init(partner: PartnerID, role: RoleCode) {
            self.partner = partner
            self.role = role
        }
    }

    package let readers: Set<Reader>
    /// Parents to whom the jongere opened it, by person id.
    package let parents: Set<RandomID>
    package let at: Timestamp

    package init(readers: Set<Reader>, parents: Set<RandomID>, at: Timestamp) {
        self.readers = readers
        self.parents = parents
        self.at = at
    }
}

/// What is recorded of the work around one casus, as far as decisions ask for it.
package struct WorkFacts: Sendable {
    /// The latest version of each meeting.
    package var meetings: [Meeting]
    package var caseload: [CaseloadEntry]
    package var visits: [Visit]
    /// The last choice; nil where the jongere chose nobody.
    package var readers: ReaderChoice?
    /// The user who opened the casus; nil where that was not kept.
    package var openedByProfessional: String?

    package init(
        meetings: [Meeting] = [], caseload: [CaseloadEntry] = [], visits: [Visit] = [],
        readers: ReaderChoice? = nil, openedByProfessional: String? = nil
    ) {
        self.meetings = meetings
        self.caseload = caseload
        self.visits = visits
        self.readers = readers
        self.openedByProfessional = openedByProfessional
    }

    /// Source: domain.md §7, "Relation".
    package func meeting(
        of partner: PartnerID, _ role: RoleCode, now: Timestamp
    ) -> MeetingStanding {
        let ahead = meetings.filter { $0.isAhead(now) }
        guard !ahead.isEmpty else { return .none }
        let isSeated = ahead.contains { meeting in
            meeting.isOpen(now) && meeting.seats(partner, role)
                && meeting.choiceAsked.map { $0 <= now } ?? false
        }
        return isSeated ? .seated : .outside
    }

    /// Whether somebody of the partner in that role has the child in the caseload; with a user, that one.
    package func hasCaseload(
        _ partner: PartnerID, _ role: RoleCode, user: String?, on day: CivilDate
    ) -> Bool {
        caseload.contains {
            $0.partner == partner && $0.role == role && $0.holds(on: day)
                && (user.map($0.user.isSameProfessional) ?? true)
        }
    }

    /// Whether this very user may collect for a partner's role: who accepted the invitation in that
    /// role, who opened the casus, or who has the child in the own caseload.
    ///
    /// An invitation that nobody answered yet needs only to be addressed: anyone of the invited role may
    /// collect its identification, nobody else. Who is deelnemer by law (rows 2, 3, 21 and 43) was never
    /// asked to accept, so that this says nothing about them. An unknown user may not.
    /// Source: domain.md §5, "Who collects".
    package func mayCollect(
        _ partner: PartnerID, _ role: RoleCode, user: String?, participants: [Participant],
        openedBy: PartnerID, isInvitation: Bool, on day: CivilDate
    ) -> Bool {
        guard let user else { return false }
        if partner == openedBy, let opener = openedByProfessional,
            opener.isSameProfessional(as: user)
        {
            return true
        }
        if hasCaseload(partner, role, user: user, on: day) { return true }
        return participants.contains { place in
            guard place.partner == partner, place.role == role else { return false }
            switch place.status {
            case .aanvaard: return place.user?.isSameProfessional(as: user) ?? false
            case .uitgenodigd: return isInvitation
            case .geweigerd, .beeindigd: return false
            }
        }
    }

    /// Whether an instant lies within a visit of a partner's role.
    package func isVisiting(
        _ partner: PartnerID, _ role: RoleCode, now: Timestamp
    ) -> Bool {
        visits.contains {
            $0.partner == partner && $0.role == role && $0.from <= now && now < $0.until
        }
    }

    /// Whether the jongere chose a partner's role as a reader.
    package func isChosenReader(_ partner: PartnerID, _ role: RoleCode) -> Bool {
        readers?.readers.contains(ReaderChoice.Reader(partner: partner, role: role)) ?? false
    }
}

extension ReaderChoice {
    /// Whether the jongere opened the own voice to all of these parents; to nobody is not to all.
    package func isOpen(to parents: Set<RandomID>) -> Bool {
        !parents.isEmpty && self.parents.isSuperset(of: parents)
    }
}

extension String {
    /// Whether two pairwise user ids are the same, byte by byte.
    package func isSameProfessional(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
