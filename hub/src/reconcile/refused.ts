/** A request that is not carried out; `message` is the sentence the caller reads. Nothing was changed. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: 400 | 403 | 404 | 409 | 422
  constructor(status: 400 | 403 | 404 | 409 | 422, message: string) {
    super(message)
    this.status = status
  }
}

/** So many change the same at once that this one never had its turn. Nothing was changed; it may get through later. */
export class Crowded extends Error {
  override name = 'Crowded'
}
