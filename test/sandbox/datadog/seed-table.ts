/**
 * The findings a fresh sandbox starts with: an invented shop, its services, teams and repositories, with findings of
 * each of the ten categories that sync with tickets and of the two that do not. All names and texts are made up.
 */

export interface SeedRow {
  type: string
  title: string
  /** What is wrong and why it matters, in Markdown. */
  text: string
  severity: 'critical' | 'high' | 'medium' | 'low' | 'info'
  service: keyof typeof SERVICES
  /** Days before the start of the sandbox that it was first seen. */
  daysAgo: number
  status?: 'open' | 'in-progress' | 'muted' | 'auto_closed' | 'resolved'
  /** Members of its own, over what the builder of its type gives. */
  subject: Subject
}

/** What the finding is about; the builder of the type takes what it needs. */
export interface Subject {
  /** Library or system package: name, version, version that fixes it. */
  package?: readonly [name: string, version: string, fixed: string | null]
  /** Invented advisory number. */
  advisory?: string
  /** Detection rule: id in Datadog's form and name. */
  rule?: readonly [id: string, name: string]
  /** File and line, or resource in a file. */
  file?: string
  /** Id, name and kind of the affected thing. */
  resource?: readonly [id: string, name: string, kind: string]
  endpoint?: readonly [method: string, path: string]
  cwe?: string
  /** Compliance: what the last evaluation said. */
  evaluation?: 'pass' | 'fail'
  /** Days after the start when the mute ends; null = for good. */
  mutedForDays?: number | null
}

export const SERVICES = {
  'checkout-service': { team: 'checkout', language: 'nodejs', ecosystem: 'npm' },
  'payments-api': { team: 'payments', language: 'jvm', ecosystem: 'maven' },
  'web-storefront': { team: 'storefront', language: 'nodejs', ecosystem: 'npm' },
  'identity-gateway': { team: 'platform', language: 'go', ecosystem: 'go' },
  'inventory-worker': { team: 'logistics', language: 'python', ecosystem: 'pypi' },
  'orders-lake': { team: 'data', language: 'python', ecosystem: 'pypi' },
} as const

export const SEED_ROWS: readonly SeedRow[] = [
  // One upgrade of one package fixes these three.
  {
    type: 'library_vulnerability',
    title: 'Object prototype can be overwritten through nested keys in yamlet',
    text: 'A crafted document sets properties on the base object, which every later request then sees.',
    severity: 'critical',
    service: 'checkout-service',
    daysAgo: 3,
    subject: { package: ['yamlet', '3.1.0', '3.1.4'], advisory: 'CVE-2026-90011', cwe: 'CWE-1321' },
  },
  {
    type: 'library_vulnerability',
    title: 'Documents with custom tags run code while yamlet loads them',
    text: 'The default loader builds any class that a tag names, including ones that start processes.',
    severity: 'critical',
    service: 'checkout-service',
    daysAgo: 3,
    subject: { package: ['yamlet', '3.1.0', '3.1.4'], advisory: 'CVE-2026-90012', cwe: 'CWE-502' },
  },
  {
    type: 'library_vulnerability',
    title: 'Anchors that repeat themselves exhaust memory in yamlet',
    text: 'A few hundred bytes of aliases expand to gigabytes; one request stops the service.',
    severity: 'critical',
    service: 'checkout-service',
    daysAgo: 2,
    subject: { package: ['yamlet', '3.1.0', '3.1.4'], advisory: 'CVE-2026-90013', cwe: 'CWE-776' },
  },
  {
    type: 'library_vulnerability',
    title: 'Session cookies are accepted after a failed signature check in cookie-seal',
    text: 'An error in the comparison lets a cookie through whose signature is empty.',
    severity: 'high',
    service: 'web-storefront',
    daysAgo: 12,
    status: 'in-progress',
    subject: { package: ['cookie-seal', '1.8.2', '1.8.5'], advisory: 'CVE-2026-90027', cwe: 'CWE-347' },
  },
  {
    type: 'library_vulnerability',
    title: 'Certificates with a wildcard in the middle are trusted by tlskit',
    text: 'Host names are matched too loosely, so a neighbour can pose as the payment provider.',
    severity: 'high',
    service: 'payments-api',
    daysAgo: 20,
    status: 'auto_closed',
    subject: {
      package: ['com.example:tlskit', '5.0.1', '5.0.3'],
      advisory: 'CVE-2026-90031',
      cwe: 'CWE-295',
    },
  },

  {
    type: 'static_code_vulnerability',
    title: 'Order note is written into the page without escaping',
    text: 'Text typed by a customer reaches the template as raw HTML.',
    severity: 'high',
    service: 'web-storefront',
    daysAgo: 6,
    subject: {
      rule: ['js-xss-raw-html', 'Raw HTML from user input'],
      file: 'src/order/note.tsx:48',
      cwe: 'CWE-79',
    },
  },
  {
    type: 'static_code_vulnerability',
    title: 'File name from the upload form is joined to a path',
    text: 'Dots in the name lead out of the upload folder.',
    severity: 'medium',
    service: 'inventory-worker',
    daysAgo: 33,
    subject: {
      rule: ['py-path-join', 'Path built from user input'],
      file: 'worker/imports.py:117',
      cwe: 'CWE-22',
    },
  },

  {
    type: 'runtime_code_vulnerability',
    title: 'Search text reaches the database query unescaped',
    text: 'Observed at run time: the value of `q` became part of the statement.',
    severity: 'critical',
    service: 'inventory-worker',
    daysAgo: 1,
    subject: {
      rule: ['rt-sql-injection', 'SQL injection seen at run time'],
      resource: ['inventory-worker:/stock/search', 'inventory-worker', 'application_service'],
      cwe: 'CWE-89',
    },
  },
  {
    type: 'runtime_code_vulnerability',
    title: 'Refund reference is hashed with a weak algorithm',
    text: 'A hash that can be forged protects the reference in the link.',
    severity: 'low',
    service: 'payments-api',
    daysAgo: 51,
    subject: {
      rule: ['rt-weak-hash', 'Weak hash seen at run time'],
      resource: ['payments-api:/refunds', 'payments-api', 'application_service'],
      cwe: 'CWE-328',
    },
  },

  {
    type: 'secret',
    title: 'Access key of the object store committed to the repository',
    text: 'The key is in the default branch and was valid when it was last tried.',
    severity: 'critical',
    service: 'orders-lake',
    daysAgo: 4,
    subject: { rule: ['scr-object-store', 'Object store access key'], file: 'jobs/export/settings.py:9' },
  },
  {
    type: 'secret',
    title: 'Webhook signing secret in a test fixture',
    text: 'It looks like the one production uses.',
    severity: 'medium',
    service: 'payments-api',
    daysAgo: 64,
    status: 'muted',
    subject: {
      rule: ['scr-webhook-secret', 'Webhook signing secret'],
      file: 'src/test/resources/hook.json:3',
      mutedForDays: null,
    },
  },

  {
    type: 'iac_misconfiguration',
    title: 'Bucket for invoices is declared without encryption',
    text: 'New objects are stored in the clear until a default encryption is declared.',
    severity: 'high',
    service: 'orders-lake',
    daysAgo: 9,
    subject: {
      rule: ['iac-bucket-encryption', 'Buckets declare an encryption'],
      file: 'infra/storage.tf:object_bucket.invoices',
    },
  },
  {
    type: 'iac_misconfiguration',
    title: 'Build role may be assumed by every account of the organisation',
    text: 'The trust policy names the whole organisation instead of the build account.',
    severity: 'medium',
    service: 'identity-gateway',
    daysAgo: 27,
    subject: {
      rule: ['iac-open-trust', 'Trust policies name single accounts'],
      file: 'infra/build.tf:iam_role.builder',
    },
  },

  {
    type: 'misconfiguration',
    title: 'Database of the shop accepts connections from any address',
    text: 'The security group opens the database port to the whole internet.',
    severity: 'critical',
    service: 'checkout-service',
    daysAgo: 5,
    subject: {
      rule: ['m1x-4dq-0pe', 'Databases are not reachable from the internet'],
      resource: ['sg-0f3a9b17c2d45e601', 'shop-db-ingress', 'aws_security_group'],
      evaluation: 'fail',
    },
  },
  {
    type: 'misconfiguration',
    title: 'Audit log of the cluster is switched off',
    text: 'Calls to the control plane leave no trace.',
    severity: 'medium',
    service: 'identity-gateway',
    daysAgo: 40,
    // Passing, not yet closed by Datadog: both seen at once in reality.
    subject: {
      rule: ['m2c-7ha-9lt', 'Clusters keep an audit log'],
      resource: ['cluster-shop-eu', 'shop-eu', 'kubernetes_cluster'],
      evaluation: 'pass',
    },
  },

  {
    type: 'identity_risk',
    title: 'Key of a leaver still has administrator rights',
    text: 'The account was last used four months ago; its key was never switched off.',
    severity: 'high',
    service: 'identity-gateway',
    daysAgo: 15,
    subject: {
      rule: ['idr-3kd-stl', 'Unused accounts hold no administrator rights'],
      resource: ['arn:aws:iam::000000000042:user/former-admin', 'former-admin', 'aws_iam_user'],
      evaluation: 'fail',
    },
  },
  {
    type: 'identity_risk',
    title: 'Deployment role may grant itself further rights',
    text: 'The role can attach any policy to itself.',
    severity: 'high',
    service: 'payments-api',
    daysAgo: 22,
    subject: {
      rule: ['idr-8vw-esc', 'Roles cannot raise their own rights'],
      resource: ['arn:aws:iam::000000000042:role/payments-deploy', 'payments-deploy', 'aws_iam_role'],
      evaluation: 'fail',
    },
  },

  {
    type: 'host_and_container_vulnerability',
    title: 'Remote code execution in the image decoder of libpixmap',
    text: 'A product picture with a broken header writes past the end of a buffer.',
    severity: 'critical',
    service: 'web-storefront',
    daysAgo: 2,
    subject: {
      package: ['libpixmap', '2.14.1-3', '2.14.1-5'],
      advisory: 'CVE-2026-90042',
      resource: ['storefront-web-01.internal.example', 'storefront-web-01.internal.example', 'host'],
      cwe: 'CWE-787',
    },
  },
  {
    type: 'host_and_container_vulnerability',
    title: 'Local user can read kernel memory through the timer interface',
    text: 'No fixed package has been published for this release yet.',
    severity: 'medium',
    service: 'inventory-worker',
    daysAgo: 18,
    subject: {
      package: ['linux-image', '6.8.0-71', null],
      advisory: 'CVE-2026-90045',
      resource: ['registry.example/inventory-worker@sha256:7c41d0', 'inventory-worker', 'container_image'],
      cwe: 'CWE-200',
    },
  },
  {
    type: 'host_and_container_vulnerability',
    title: 'Archive tool follows links out of the target folder',
    text: 'Unpacking a prepared archive overwrites files elsewhere.',
    severity: 'low',
    service: 'orders-lake',
    daysAgo: 70,
    status: 'resolved',
    subject: {
      package: ['packrat-utils', '1.9-2', '1.9-4'],
      advisory: 'CVE-2026-90048',
      resource: ['lake-batch-02.internal.example', 'lake-batch-02.internal.example', 'host'],
      cwe: 'CWE-59',
    },
  },

  {
    type: 'api_security',
    title: 'Orders can be read by counting up the number in the address',
    text: 'The route checks that somebody is logged in, not that the order is theirs.',
    severity: 'high',
    service: 'checkout-service',
    daysAgo: 7,
    subject: {
      rule: ['api-object-access', 'Routes check who owns an object'],
      endpoint: ['GET', '/orders/{number}'],
    },
  },
  {
    type: 'api_security',
    title: 'Login route has no limit on attempts',
    text: 'Passwords can be tried without end.',
    severity: 'medium',
    service: 'identity-gateway',
    daysAgo: 29,
    status: 'muted',
    subject: {
      rule: ['api-attempt-limit', 'Login routes limit attempts'],
      endpoint: ['POST', '/login'],
      mutedForDays: 30,
    },
  },

  {
    type: 'workload_activity',
    title: 'Shell started inside a payment container',
    text: 'An interactive shell ran as root in a container that never needs one.',
    severity: 'high',
    service: 'payments-api',
    daysAgo: 0,
    subject: {
      rule: ['wl-shell-in-container', 'No interactive shells in containers'],
      resource: ['pod:payments/payments-api-6f7c9-k2m4x', 'payments-api-6f7c9-k2m4x', 'kubernetes_pod'],
    },
  },
  {
    type: 'workload_activity',
    title: 'Process runs from a temporary folder on a batch host',
    text: 'A binary was written to a temporary folder and executed a second later.',
    severity: 'medium',
    service: 'orders-lake',
    daysAgo: 8,
    status: 'auto_closed',
    subject: {
      rule: ['wl-temporary-binary', 'No programs from temporary folders'],
      resource: ['lake-batch-01.internal.example', 'lake-batch-01.internal.example', 'host'],
    },
  },

  // Not among the ten: named on a ticket at creation, never holding it open.
  {
    type: 'attack_path',
    title: 'Public host with a critical hole can reach the customer database',
    text: 'A chain of three findings leads from the internet to customer data.',
    severity: 'critical',
    service: 'web-storefront',
    daysAgo: 2,
    subject: {
      rule: ['ap1-web-to-db', 'Public hosts with holes cannot reach databases'],
      resource: ['i-0d4e7a91b35c26f80', 'storefront-web-01', 'aws_ec2_instance'],
      evaluation: 'fail',
    },
  },
  {
    type: 'sensitive_data',
    title: 'Card numbers in the export bucket',
    text: 'A nightly export holds unmasked card numbers.',
    severity: 'high',
    service: 'orders-lake',
    daysAgo: 11,
    subject: {
      rule: ['sds-card-number', 'No card numbers outside the vault'],
      resource: ['bucket:orders-lake-exports', 'orders-lake-exports', 'aws_s3_bucket'],
    },
  },
]
