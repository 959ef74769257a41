// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var plan: [Operation] {
        [writePlan, readPlan, agreeToPlan, askAboutPlan, advanceStep] + exchange
    }

    private var writePlan: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/plan", "schrijfPlan", .plan,
            "Schrijf een nieuwe versie van het plan", body: Shapes.plan,
            success: .json(.created, Shapes.planWritten)
        ) { call in
            let root = call.root
            let input = PlanInput(
                read: root.needed("gelezenVersie").integer,
                takers: root["deelnemers"]?.elements.map(\.taker),
                steps: try root.needed("stappen").elements.enumerated().map { offset, step in
                    PlanInput.Step(
                        id: step["id"]?.identifier,
                        owner: try step.needed("eigenaar").owner("/stappen/\(offset)/eigenaar"),
                        due: step["uiterlijk"]?.date, status: step.needed("status").stepStatus)
                },
                asked: root.needed("gevraagdAan").elements.map(\.identifier),
                firstAbsence: root["eersteVerzuimdag"]?.date, author: root["auteur"]?.voice)
            let answer = try await WritePlan(region)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("versie", .integer(answer.value)), ("logregel", answer.receipts[0].json),
            ])
        }
    }

    private var readPlan: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/plan", "leesPlan", .plan,
            "Het plan zoals het nu is, voor wie eraan meedoet",
            success: .json(.ok, Shapes.planView)
        ) { call in
            let view = try await ReadPlan(region)(
                casus: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, view.json)
        }
    }

    private func recording(
        _ template: StaticString, _ name: String, _ summary: String, body: Schema,
        act: @escaping @Sendable (Call) throws -> PlanAct
    ) -> Operation {
        Operation(
            .post, template, name, .plan, summary, body: body,
            success: .json(.created, Shapes.recorded)
        ) { call in
            let answer = try await RecordPlanAct(region)(
                try act(call), casus: try call.identifier("casus"), by: call.caller,
                key: call.once)
            return Answer.created([
                ("id", .string(answer.value.hex)), ("logregel", answer.receipts[0].json),
            ])
        }
    }

    private var agreeToPlan: Operation {
        recording(
            "/v1/casussen/{casus}/plan/instemmingen", "legInstemmingVast",
            "Leg vast wat één persoon van deze versie vindt", body: Shapes.planAgreement
        ) { call in
            .agreement(
                version: call.root.needed("versie").integer, call.root.voice,
                agrees: call.root.needed("besluit").text == "ja",
                at: call.root.needed("gegevenOp").instant)
        }
    }

    private var askAboutPlan: Operation {
        recording(
            "/v1/casussen/{casus}/plan/vragen", "vraagInstemming",
            "Leg vast aan wie om instemming is gevraagd", body: Shapes.planQuestion
        ) { call in
            .question(
                version: call.root.needed("versie").integer,
                persons: call.root.needed("gevraagdAan").elements.map(\.identifier),
                at: call.root.needed("gevraagdOp").instant, try call.root.taken)
        }
    }

    private var advanceStep: Operation {
        recording(
            "/v1/casussen/{casus}/plan/stappen/{stap}/voortgang", "legVoortgangVast",
            "Leg vast hoe ver een stap is, of welk fragment de woorden heeft",
            body: Shapes.planProgress
        ) { call in
            guard call.root["status"] != nil || call.root["fragment"] != nil else {
                throw Problem.invalidRequest([
                    .init(pointer: "", reason: "status of fragment is nodig")
                ])
            }
            return .progress(
                version: call.root.needed("versie").integer, step: try call.identifier("stap"),
                call.root["status"]?.stepStatus, fragment: call.root["fragment"]?.identifier)
        }
    }
}

extension Body.Value {
    /// A partner in a role.
    var taker: PlanVersion.Taker {
        PlanVersion.Taker(partner: needed("partner").partner, role: needed("rol").role)
    }

    /// Who said or wrote something, with the text.
    fileprivate var voice: VoiceInput {
        let text = needed("tekst")
        guard let channel = ConsentEvidence.Channel(rawValue: needed("kanaal").text) else {
            preconditionFailure("the schema has checked this word")
        }
        return VoiceInput(
            person: needed("persoon").identifier, channel: channel,
            textVersion: text.needed("versie").text, textDigest: text.needed("sha256").text)
    }

    fileprivate var stepStatus: StepStatus {
        guard let status = StepStatus(rawValue: text) else {
            preconditionFailure("the schema has checked this word")
        }
        return status
    }

    /// - Throws: `.invalidRequest` unless it is a partner with a role, or a person.
    fileprivate func owner(_ pointer: String) throws(Problem) -> PlanInput.Owner {
        switch (self["partner"], self["rol"], self["persoon"]) {
        case (let partner?, let role?, nil): return .partner(partner.partner, role.role)
        case (nil, nil, let person?): return .person(person.identifier)
        default:
            throw .invalidRequest([
                .init(pointer: pointer, reason: "moet partner en rol hebben, of persoon")
            ])
        }
    }
}

extension PlanVersion.Taker {
    /// As `Shapes.recipient` says.
    var json: JSON { ["partner": .string(partner.text), "rol": .string(role.text)] }
}

extension PlanView {
    /// As `Shapes.planView` says.
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("versie", .integer(number)),
            ("vastgelegdOp", .string(recorded.rfc3339)),
            ("begonnenOp", .string(started.description)),
            ("uiterlijk", .string(due.description)),
            ("teLaat", .bool(isOverdue)),
            ("auteur", isByFamily ? "gezin" : "professional"),
        ]
        if let author { members.append(("auteurPersoon", .string(author.hex))) }
        members += [
            ("deelnemers", .array(takers.map(\.json))),
            ("stappen", .array(steps.map(\.json))),
            ("akkoord", .bool(isAgreed)),
            (
                "instemmingen",
                .array(
                    answers.map {
                        [
                            "persoon": .string($0.person.hex),
                            "besluit": $0.agrees ? "ja" : "nee",
                            "gegevenOp": .string($0.at.rfc3339),
                        ]
                    })
            ),
        ]
        return JSON(members)
    }
}

extension PlanView.Step {
    fileprivate var json: JSON {
        let owner: JSON =
            switch self.owner {
            case .partner(let taker): taker.json
            case .person(let person): ["persoon": .string(person.hex)]
            }
        var members: [(String, JSON)] = [("id", .string(id.hex)), ("eigenaar", owner)]
        if let due { members.append(("uiterlijk", .string(due.description))) }
        members.append(("status", .string(status.rawValue)))
        if let fragment { members.append(("fragment", .string(fragment.hex))) }
        if let envelope { members.append(("envelop", .string(envelope.hex))) }
        return JSON(members)
    }
}
