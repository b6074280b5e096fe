export { type Answer, type CallRequest, call, isWrite } from './call'
export { type Limiter, limitConcurrency } from './concurrency'
export { ANSWER_MAX_BYTES, RETRY_AFTER_MAX_MS, VENDOR_WORDS_MAX } from './limits'
export { sparingFetch } from './outage'
export { makePace, type Pace } from './pace'
export { refusedSecret } from './refusal'
export { retryAfterMs } from './retry'
export { basicAuth, REDACTED, redactor } from './secrets'
export { type Skew, skewOf } from './skew'
export {
  concernsOneAlone,
  type StatusErrorInput,
  type StatusMeaning,
  shapeError,
  statusError,
  unlessAlone,
} from './status'
