// SPDX-License-Identifier: EUPL-1.2
package import Domain

extension RefusalCode {
    /// Why the answer is no, for those who may know the code; it tells nothing of any person.
    package var explanation: Explanation {
        switch self {
        case .partnerNietToegetreden:
            Explanation(
                dutch: "Een van de organisaties doet niet mee, of mag nu even niet meedoen.",
                english: "One of the organisations has not joined, or is suspended.")
        case .rolOnbekend:
            Explanation(
                dutch: "Deze functie bestaat niet bij deze soort organisatie.",
                english: "This role does not exist in this kind of organisation.")
        case .geenRelatie:
            Explanation(
                dutch: "Wie geeft of wie krijgt, heeft geen plaats in deze casus.",
                english: "Whoever gives or receives has no place in this case.")
        case .doelOnbekend:
            Explanation(
                dutch: "Dit doel staat niet in de lijst van doelen.",
                english: "This purpose is not in the register.")
        case .geenRegel:
            Explanation(
                dutch: "Er is geen regel die dit toestaat voor deze ontvanger en dit doel.",
                english: "No rule allows this for this recipient and purpose.")
        case .verbod:
            Explanation(
                dutch: "Dit mag nooit aan deze ontvanger worden gegeven.",
                english: "This may never be given to this recipient.")
        case .geheimNietOpgeheven:
            Explanation(
                dutch: "De geheimhouding is niet opgeheven. De toestemming moet dat erbij zeggen.",
                english: "Secrecy was not lifted; the consent has to say so as well.")
        case .gezagOnbekend:
            Explanation(
                dutch:
                    "Het is niet bekend wie het gezag heeft, of dat is te lang geleden nagekeken.",
                english: "It is not known who has gezag, or it was checked too long ago.")
        case .toestemmingOntbreekt:
            Explanation(
                dutch: "Er is nu geen geldige toestemming. Daarom delen wij dit niet.",
                english: "There is no valid consent now, so this is not shared.")
        case .overeenstemmingOntbreekt:
            Explanation(
                dutch: "Nog niet iedereen is het eens met het plan.",
                english: "Not everyone has agreed to the plan yet.")
        case .berichtOntbreekt:
            Explanation(
                dutch: "Het gezin weet nog niet dat dit wordt gedeeld. Vertel dat eerst.",
                english: "The family has not been told yet; tell them first.")
        case .bezwaar:
            Explanation(
                dutch: "Er is bezwaar gemaakt. De bron moet dat eerst afwegen.",
                english: "There is an objection, which the source has to weigh first.")
        case .beperking:
            Explanation(
                dutch: "Het gebruik van deze gegevens staat nu stil.",
                english: "The use of these data is restricted at present.")
        case .verplichtingNietOndersteund:
            Explanation(
                dutch:
                    "De ouders mogen dit niet zien. Het systeem van de ontvanger kan dat niet regelen.",
                english: "Parents may not see this, and the recipient's system cannot see to that.")
        case .verlopen:
            Explanation(
                dutch: "De tijd om dit op te halen is voorbij.",
                english: "The time to collect this is over.")
        case .opnieuwAanbieden:
            Explanation(
                dutch: "Een deel mag niet meer. De bron kan opnieuw aanbieden wat nog wel mag.",
                english: "Part of this is no longer allowed; the source can offer the rest anew.")
        case .beoordelingsfout:
            Explanation(
                dutch: "De regels konden dit niet beoordelen. Daarom gaat het niet door.",
                english: "The rules could not judge this, so it does not go ahead.")
        }
    }
}
