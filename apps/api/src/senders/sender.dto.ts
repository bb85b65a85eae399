import { ApiProperty } from '@nestjs/swagger';
import type { SenderProfile, SenderSilence } from '#senders';
import type { CountryPause, QueueFigures, SenderPace } from '#sending';

const TEXT = { type: String, nullable: true } as const;
const TIME = { type: String, nullable: true, format: 'date-time' } as const;
const STATES = ['ACTIVE', 'PAUSED'];
const PACE_SET_BY = ['OPERATOR', 'CONFIGURATION', 'META'];
const BY = ['PERSON', 'ERROR', 'WEBHOOK'];

/** Why a sender sends nothing. */
export class PauseDto {
  @ApiProperty({ enum: BY, nullable: true, description: "ERROR: Meta's answer to a message. WEBHOOK: what Meta told" })
  by!: string | null;
  @ApiProperty({ ...TEXT, example: '131042: Business eligibility payment issue' }) reason!: string | null;
  @ApiProperty(TIME) since!: string | null;
}

/** A country that Meta lets the sender not write to; the others go on. */
export class CountryPauseDto {
  @ApiProperty({ example: 'ES', description: 'ISO 3166' }) country!: string;
  @ApiProperty({ example: '130497', description: "Meta's code" }) code!: string;
  @ApiProperty({ format: 'date-time' }) since!: string;
  @ApiProperty({ format: 'date-time', description: 'One message is tried then, or is being tried' }) waitUntil!: string;
}

/** What waits for a sender, by state; what is finished is not in the queue. */
export class SenderQueueDto {
  @ApiProperty({ description: 'Scheduled, waiting or to be tried again' }) queued!: number;
  @ApiProperty() sending!: number;
  @ApiProperty({ description: 'Of unclear outcome' }) unconfirmed!: number;
  @ApiProperty({ description: 'A person must decide' }) held!: number;
  @ApiProperty({ description: 'How long the oldest one is due that nobody has taken yet; 0 where nothing waits' })
  oldestWaitingSeconds!: number;
}

/** A phone number that messages are sent from, as the API shows it. */
export class SenderDto {
  @ApiProperty({ example: '106540352242922', description: 'Phone number id of Meta' }) id!: string;
  @ApiProperty({ example: '102290129340398', description: 'WhatsApp Business Account id' }) account!: string;
  @ApiProperty({ description: 'False: it was removed from the configuration, and nobody sends what waits for it' })
  configured!: boolean;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({ type: PauseDto, nullable: true }) pause!: PauseDto | null;
  @ApiProperty({ type: [CountryPauseDto] }) countryPauses!: readonly CountryPauseDto[];
  @ApiProperty({ ...TIME, description: 'Nothing is sent before then: Meta asked for it, or does not answer' })
  waitUntil!: string | null;
  @ApiProperty({ description: 'One message at a time, until Meta accepts one' }) halfOpen!: boolean;
  @ApiProperty({ ...TEXT, example: '+15550783881' }) displayNumber!: string | null;
  @ApiProperty(TEXT) verifiedName!: string | null;
  @ApiProperty({ ...TEXT, example: 'GREEN', description: 'GREEN, YELLOW or RED; null until Meta told' })
  quality!: string | null;
  @ApiProperty({ ...TEXT, example: 'TIER_10K', description: 'Unique recipients in 24 hours outside of conversations' })
  messagingLimit!: string | null;
  @ApiProperty({ ...TEXT, example: 'HIGH' }) throughput!: string | null;
  @ApiProperty({ example: 80, description: 'Messages per second that it sends at most' }) mps!: number;
  @ApiProperty({ enum: PACE_SET_BY, description: 'Who says so: an operator, the configuration or Meta' })
  mpsSetBy!: string;
  @ApiProperty({ example: 80, description: 'Messages per second at the moment: less after Meta found it too fast' })
  pace!: number;
  @ApiProperty({ ...TIME, description: "How far Meta's statuses of its messages have come, by Meta's own clock" })
  heardUntil!: string | null;
  @ApiProperty({
    ...TIME,
    description: 'Meta has taken messages since then and told nothing of them for minutes; null where it tells',
  })
  silentSince!: string | null;
  @ApiProperty({ type: SenderQueueDto }) queue!: SenderQueueDto;
}

export class SenderListDto {
  @ApiProperty({ type: [SenderDto] }) items!: readonly SenderDto[];
}

/** What is known of a sender besides its profile. */
interface SenderFacts {
  readonly pace: SenderPace;
  readonly countryPauses: readonly CountryPause[];
  /** Null where nothing was ever sent from it. */
  readonly figures: QueueFigures | null;
  /** Null for one that was registered a moment ago. */
  readonly silence: SenderSilence | null;
  readonly configured: boolean;
}

export function viewOfSender(
  profile: SenderProfile,
  { pace, countryPauses, figures, silence, configured }: SenderFacts,
): SenderDto {
  const { state, pausedBy, pauseReason, pausedAt, waitUntil, halfOpen } = profile;
  return {
    id: profile.phoneNumberId,
    account: profile.wabaId,
    configured,
    state,
    pause: state === 'PAUSED' ? { by: pausedBy, reason: pauseReason, since: pausedAt?.toISOString() ?? null } : null,
    countryPauses: countryPauses.map((paused) => ({
      country: paused.country,
      code: paused.code,
      since: paused.pausedAt.toISOString(),
      waitUntil: paused.waitUntil.toISOString(),
    })),
    waitUntil: waitUntil?.toISOString() ?? null,
    halfOpen,
    displayNumber: profile.displayPhoneNumber,
    verifiedName: profile.verifiedName,
    quality: profile.qualityRating,
    messagingLimit: profile.messagingLimit,
    throughput: profile.throughputLevel,
    mps: pace.mps,
    mpsSetBy: pace.setBy,
    pace: Math.round(pace.pace * 10) / 10,
    heardUntil: silence?.heardUntil?.toISOString() ?? null,
    silentSince: silence?.silentSince?.toISOString() ?? null,
    queue: {
      queued: figures?.queued ?? 0,
      sending: figures?.sending ?? 0,
      unconfirmed: figures?.unconfirmed ?? 0,
      held: figures?.held ?? 0,
      oldestWaitingSeconds: Math.round(figures?.oldestDueSeconds ?? 0),
    },
  };
}
