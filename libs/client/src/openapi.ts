// Made from docs/openapi.json by `npm run generate`.

export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs */
        get: operations["Health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages can be accepted; a queue that is down degrades and does not fail */
        get: operations["Health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This process' figures for Prometheus */
        get: operations["Metrics_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/senders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State of each sender, and what waits for it */
        get: operations["Senders_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/senders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sender */
        get: operations["Senders_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/senders/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send nothing from it; messages are still accepted and wait */
        post: operations["Senders_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/senders/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again, one message first, whoever paused it */
        post: operations["Senders_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who must not be written to, why, since when */
        get: operations["Suppressions_list"];
        put?: never;
        /** Write to somebody no more; an earlier entry of this kind for the same recipient is replaced */
        post: operations["Suppressions_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/suppressions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Write to somebody again */
        delete: operations["Suppressions_lift"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Known templates: status, category, quality, parameters */
        get: operations["Templates_list"];
        put?: never;
        /** Have Meta review a new template, or the one that this product brings along */
        post: operations["Templates_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template in all its languages */
        get: operations["Templates_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/templates/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The exact text that a recipient would read; nothing is sent */
        post: operations["Templates_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/templates/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read the templates from Meta now */
        post: operations["Templates_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find messages, newest first */
        get: operations["Messages_list"];
        put?: never;
        /** Accept one message; it is committed before the answer and sent later */
        post: operations["Messages_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept up to 1,000 messages, each on its own */
        post: operations["Messages_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message with its timeline */
        get: operations["Messages_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a message of which nothing was handed to Meta */
        post: operations["Messages_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a FAILED message again, as a new one */
        post: operations["Messages_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a HELD message again; if Meta had it, the recipient gets it twice */
        post: operations["Messages_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/messages/{id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a HELD message as FAILED */
        post: operations["Messages_fail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/purchase-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell a supplier of a purchase order; the same order is the same message */
        post: operations["PurchaseOrders_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        PauseDto: {
            /**
             * @description ERROR: Meta's answer to a message. WEBHOOK: what Meta told
             * @enum {string|null}
             */
            by: "PERSON" | "ERROR" | "WEBHOOK" | null;
            /** @example 131042: Business eligibility payment issue */
            reason: string | null;
            /** Format: date-time */
            since: string | null;
        };
        SenderQueueDto: {
            /** @description Scheduled, waiting or to be tried again */
            queued: number;
            sending: number;
            /** @description Of unclear outcome */
            unconfirmed: number;
            /** @description A person must decide */
            held: number;
            /** @description How long the oldest one is due that nobody has taken yet; 0 where nothing waits */
            oldestWaitingSeconds: number;
        };
        SenderDto: {
            /**
             * @description Phone number id of Meta
             * @example 106540352242922
             */
            id: string;
            /**
             * @description WhatsApp Business Account id
             * @example 102290129340398
             */
            account: string;
            /** @description False: it was removed from the configuration, and nobody sends what waits for it */
            configured: boolean;
            /** @enum {string} */
            state: "ACTIVE" | "PAUSED";
            pause: components["schemas"]["PauseDto"] | null;
            /**
             * Format: date-time
             * @description Nothing is sent before then: Meta asked for it, or does not answer
             */
            waitUntil: string | null;
            /** @description One message at a time, until Meta accepts one */
            halfOpen: boolean;
            /** @example +15550783881 */
            displayNumber: string | null;
            verifiedName: string | null;
            /**
             * @description GREEN, YELLOW or RED; null until Meta told
             * @example GREEN
             */
            quality: string | null;
            /**
             * @description Unique recipients in 24 hours outside of conversations
             * @example TIER_10K
             */
            messagingLimit: string | null;
            /** @example HIGH */
            throughput: string | null;
            /**
             * @description Messages per second that it sends at most
             * @example 80
             */
            mps: number;
            /**
             * @description Who says so: an operator, the configuration or Meta
             * @enum {string}
             */
            mpsSetBy: "OPERATOR" | "CONFIGURATION" | "META";
            /**
             * @description Messages per second at the moment: less after Meta found it too fast
             * @example 80
             */
            pace: number;
            queue: components["schemas"]["SenderQueueDto"];
        };
        SenderListDto: {
            items: components["schemas"]["SenderDto"][];
        };
        PauseRequestDto: {
            /** @example The number moves to another account on Monday */
            reason: string;
        };
        SuppressionDto: {
            /** Format: uuid */
            id: string;
            /**
             * @description The phone number, or Meta's user id where it is hidden
             * @example +34612345678
             */
            to: string;
            /** @example ES.13491208655302741918 */
            userId: string | null;
            /** @enum {string} */
            scope: "marketing" | "all";
            /** @enum {string} */
            reason: "OPT_OUT_WORD" | "USER_PREFERENCES" | "META_131050" | "OPERATOR";
            /** @description An operator's words */
            note: string | null;
            /**
             * Format: date-time
             * @description When it was last said
             */
            since: string;
        };
        SuppressionPageDto: {
            items: components["schemas"]["SuppressionDto"][];
            nextCursor: string | null;
        };
        SuppressionRequestDto: {
            /**
             * @description A phone number, or Meta's user id such as ES.1349120865530274
             * @example +34612345678
             */
            to: string;
            /**
             * @description marketing: templates of that category; all: purchase orders too
             * @enum {string}
             */
            scope: "marketing" | "all";
            /** @example Asked by phone to be written to by e-mail */
            note?: string;
        };
        TemplateHeaderViewDto: {
            /** @enum {string} */
            format: "text" | "document" | "image" | "video" | "location";
            text: string | null;
            variable: string | null;
        };
        TemplateButtonViewDto: {
            index: number;
            /** @example url */
            type: string;
            text: string;
            /** @description Address of a url button, with {{1}} at its end where a message completes it */
            url: string | null;
        };
        TemplateViewDto: {
            /** @example po_notification */
            name: string;
            /** @example es */
            language: string;
            /**
             * @description Meta's word; only APPROVED is sent, PAUSED passes
             * @example APPROVED
             */
            status: string;
            /** @example UTILITY */
            category: string;
            /**
             * @description What it was before Meta moved it to `category`
             * @example null
             */
            previousCategory: string | null;
            /** @description Meta moved it to MARKETING: it costs more. BLOCK_CATEGORY_DRIFT=true stops it then */
            drifted: boolean;
            /**
             * @description GREEN, YELLOW, RED or UNKNOWN
             * @example GREEN
             */
            quality: string | null;
            rejectedReason: string | null;
            /** @enum {string} */
            parameterFormat: "positional" | "named";
            /**
             * @example [
             *       "1",
             *       "2",
             *       "3"
             *     ]
             */
            parameters: string[];
            header: components["schemas"]["TemplateHeaderViewDto"] | null;
            body: string;
            footer: string | null;
            buttons: components["schemas"]["TemplateButtonViewDto"][];
            /** @description WhatsApp Business Account id */
            account: string;
            /** Format: date-time */
            syncedAt: string;
        };
        TemplateListDto: {
            items: components["schemas"]["TemplateViewDto"][];
        };
        CreateTemplateDto: {
            /** @example po_notification */
            name: string;
            /** @example es */
            language?: string;
            /**
             * @description What is asked for: Meta decides
             * @enum {string}
             */
            category?: "UTILITY" | "MARKETING" | "AUTHENTICATION";
            /**
             * @default positional
             * @enum {string}
             */
            parameterFormat?: "positional" | "named";
            /**
             * @description As Meta takes them: body with examples, header, footer, buttons. Left out: this product's own definition
             * @example [
             *       {
             *         "type": "body",
             *         "text": "Hola {{1}}, gracias.",
             *         "example": {
             *           "body_text": [
             *             [
             *               "Proveedor ABC"
             *             ]
             *           ]
             *         }
             *       }
             *     ]
             */
            components?: {
                [key: string]: unknown;
            }[];
            /**
             * @description The sender whose account gets it; default: the first one
             * @example 106540352242922
             */
            sender?: string;
        };
        CreatedTemplateDto: {
            /** @example po_notification */
            name: string;
            /** @example es */
            language: string;
            /** @description WhatsApp Business Account id */
            account: string;
            /** @description Meta's id of it */
            metaId: string | null;
            /** @example PENDING */
            status: string;
            /**
             * @description May be another one than asked for
             * @example UTILITY
             */
            category: string;
            /** @description How it goes on */
            next: string;
            warnings: string[];
        };
        TemplatePreviewRequestDto: {
            /**
             * @description Default: the sender's own language
             * @example es
             */
            language?: string;
            /**
             * @example [
             *       "Proveedor ABC",
             *       "PO-2024-001",
             *       "€1,250.00"
             *     ]
             */
            parameters?: string[] | {
                [key: string]: string;
            };
            header?: components["schemas"]["TextHeaderDto"] | components["schemas"]["MediaHeaderDto"] | components["schemas"]["DocumentHeaderDto"] | components["schemas"]["LocationHeaderDto"];
            buttons?: (components["schemas"]["UrlButtonDto"] | components["schemas"]["QuickReplyButtonDto"] | components["schemas"]["CopyCodeButtonDto"] | components["schemas"]["FlowButtonDto"])[];
            /**
             * @description Phone number id; default: the first sender
             * @example 106540352242922
             */
            sender?: string;
        };
        TemplatePreviewDto: {
            /** @example po_notification */
            name: string;
            /** @example es */
            language: string;
            /** @description WhatsApp Business Account id */
            account: string;
            /** @example APPROVED */
            status: string;
            /** @example UTILITY */
            category: string;
            /** @description The text of the header, or the link of its file */
            header: string | null;
            /** @example Hola Proveedor ABC, has recibido una nueva orden de compra PO-2024-001 por un total de €1,250.00. */
            text: string;
            footer: string | null;
            /** @description Addresses as they are completed */
            buttons: components["schemas"]["TemplateButtonViewDto"][];
            warnings: string[];
        };
        TemplateSyncDto: {
            /** @description How many templates Meta listed */
            templates: number;
        };
        TextHeaderDto: {
            /** @enum {string} */
            type: "text";
            text: string;
            /** @description The variable's name, where the template names its variables */
            name?: string;
        };
        MediaHeaderDto: {
            /** @enum {string} */
            type: "image" | "video";
            /**
             * Format: uri
             * @example https://example.com/logo.png
             */
            link: string;
        };
        DocumentHeaderDto: {
            /** @enum {string} */
            type: "document";
            /**
             * Format: uri
             * @example https://example.com/PO-2024-001.pdf
             */
            link: string;
            /** @example PO-2024-001.pdf */
            filename?: string;
        };
        LocationHeaderDto: {
            /** @enum {string} */
            type: "location";
            latitude: number;
            longitude: number;
            name?: string;
            address?: string;
        };
        UrlButtonDto: {
            /** @description Place among all of the template's buttons, from 0 */
            index: number;
            /** @enum {string} */
            type: "url";
            /** @description What completes the button's address */
            text: string;
        };
        QuickReplyButtonDto: {
            /** @description Place among all of the template's buttons, from 0 */
            index: number;
            /** @enum {string} */
            type: "quick_reply";
            /** @description Comes back when the recipient presses it */
            payload: string;
        };
        CopyCodeButtonDto: {
            /** @description Place among all of the template's buttons, from 0 */
            index: number;
            /** @enum {string} */
            type: "copy_code";
            code: string;
        };
        FlowButtonDto: {
            /** @description Place among all of the template's buttons, from 0 */
            index: number;
            /** @enum {string} */
            type: "flow";
            /** @description Comes back with what the recipient filled in */
            token: string;
        };
        TemplateDto: {
            /** @example po_notification */
            name: string;
            /**
             * @description Default: the sender's own language
             * @example es
             */
            language?: string;
            /**
             * @example [
             *       "Proveedor ABC",
             *       "PO-2024-001",
             *       "€1,250.00"
             *     ]
             */
            parameters?: string[] | {
                [key: string]: string;
            };
            header?: components["schemas"]["TextHeaderDto"] | components["schemas"]["MediaHeaderDto"] | components["schemas"]["DocumentHeaderDto"] | components["schemas"]["LocationHeaderDto"];
            buttons?: (components["schemas"]["UrlButtonDto"] | components["schemas"]["QuickReplyButtonDto"] | components["schemas"]["CopyCodeButtonDto"] | components["schemas"]["FlowButtonDto"])[];
        };
        MessageRequestDto: {
            /**
             * @description +, country code and number, or Meta's user id of somebody who hides the phone, such as ES.13491208655302741918
             * @example +34612345678
             */
            to: string;
            /** @example Proveedor ABC */
            recipientName?: string;
            template: components["schemas"]["TemplateDto"];
            /** @example PO-2024-001 */
            reference?: string;
            /**
             * @description Phone number id; default: the first sender
             * @example 106540352242922
             */
            sender?: string;
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "bulk" | "normal" | "high";
            /**
             * Format: date-time
             * @description Not before this time
             */
            sendAt?: string;
            /**
             * Format: date-time
             * @description Not after this time; default: MESSAGE_TTL
             */
            expiresAt?: string;
            /**
             * @example {
             *       "orderId": "42"
             *     }
             */
            metadata?: {
                [key: string]: unknown;
            };
        };
        MessageTemplateDto: {
            /** @example po_notification */
            name: string;
            /** @example es */
            language: string;
            parameters: string[] | {
                [key: string]: string;
            };
            header?: {
                [key: string]: unknown;
            };
            buttons?: {
                [key: string]: unknown;
            }[];
        };
        MessageErrorDto: {
            /** @example 131026 */
            code: string;
            /** @enum {string} */
            source: "META" | "RECADO";
            title: string;
            detail: string | null;
            advice: string;
            /** Format: date-time */
            at: string;
        };
        MessageDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "PENDING" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "CANCELLED";
            /** @enum {string|null} */
            pendingReason: "SCHEDULED" | "QUEUED" | "SENDING" | "RETRYING" | "UNCONFIRMED" | "HELD" | "SENDER_PAUSED" | "TEMPLATE_PAUSED" | "DISABLED" | null;
            /** @example +34612345678 */
            to: string | null;
            recipientName: string | null;
            sender: string;
            template: components["schemas"]["MessageTemplateDto"];
            /** @description The text as the recipient sees it */
            text: string | null;
            reference: string | null;
            /** @enum {string} */
            priority: "bulk" | "normal" | "high";
            metadata: {
                [key: string]: unknown;
            } | null;
            whatsappMessageId: string | null;
            attempts: number;
            error: components["schemas"]["MessageErrorDto"] | null;
            pricing: {
                [key: string]: unknown;
            } | null;
            resendOf: string | null;
            metaStatus: string | null;
            /** Format: date-time */
            pendingUntil: string | null;
            warnings: string[];
            /** Format: date-time */
            scheduledAt: string | null;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            /** Format: date-time */
            failedAt: string | null;
        };
        BatchItemDto: {
            /**
             * @description +, country code and number, or Meta's user id of somebody who hides the phone, such as ES.13491208655302741918
             * @example +34612345678
             */
            to: string;
            /** @example Proveedor ABC */
            recipientName?: string;
            template: components["schemas"]["TemplateDto"];
            /** @example PO-2024-001 */
            reference?: string;
            /**
             * @description Phone number id; default: the first sender
             * @example 106540352242922
             */
            sender?: string;
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "bulk" | "normal" | "high";
            /**
             * Format: date-time
             * @description Not before this time
             */
            sendAt?: string;
            /**
             * Format: date-time
             * @description Not after this time; default: MESSAGE_TTL
             */
            expiresAt?: string;
            /**
             * @example {
             *       "orderId": "42"
             *     }
             */
            metadata?: {
                [key: string]: unknown;
            };
            idempotencyKey?: string;
        };
        BatchRequestDto: {
            messages: components["schemas"]["BatchItemDto"][];
        };
        FieldProblemDto: {
            /** @example template.parameters[2] */
            path: string;
            message: string;
        };
        ProblemDto: {
            /** @example urn:recado:problem:phone-invalid */
            type: string;
            title: string;
            /** @example 422 */
            status: number;
            detail: string;
            /** @enum {string} */
            code: "INVALID_REQUEST" | "MALFORMED_JSON" | "CURSOR_INVALID" | "UNAUTHENTICATED" | "WEBHOOK_SIGNATURE_INVALID" | "SCOPE_MISSING" | "SENDER_NOT_ALLOWED" | "FOREIGN_ORIGIN" | "WEBHOOK_VERIFY_TOKEN_WRONG" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_CANCELLABLE" | "NOT_HELD" | "NOT_RESENDABLE" | "ALREADY_RESENT" | "PURCHASE_ORDER_CHANGED" | "REVISION_NOT_ABOVE_LAST" | "SENDER_ALREADY_PAUSED" | "SENDER_NOT_PAUSED" | "TEMPLATE_EXISTS" | "REQUEST_TIMEOUT" | "BODY_TOO_LARGE" | "URI_TOO_LONG" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_FAILED" | "PHONE_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "SENDER_UNKNOWN" | "TEMPLATE_UNKNOWN" | "TEMPLATE_NOT_APPROVED" | "TEMPLATE_PARAMETERS_INVALID" | "TEMPLATE_REFUSED" | "SUPPRESSED" | "RATE_LIMITED" | "TOO_MANY_FAILED_ATTEMPTS" | "HEADERS_TOO_LARGE" | "INTERNAL_ERROR" | "META_REFUSED" | "META_UNREACHABLE" | "NOT_READY" | "UNAVAILABLE";
            errors?: components["schemas"]["FieldProblemDto"][];
            requestId: string;
        };
        BatchResultDto: {
            /** @description 202, or the status that the message alone would have got */
            status: number;
            replayed?: boolean;
            message?: components["schemas"]["MessageDto"];
            /** @description Instead of a message, where it was refused */
            problem?: components["schemas"]["ProblemDto"];
        };
        BatchResultsDto: {
            results: components["schemas"]["BatchResultDto"][];
        };
        MessagePageDto: {
            items: components["schemas"]["MessageDto"][];
            nextCursor: string | null;
        };
        MessageEventDto: {
            type: string;
            /**
             * Format: date-time
             * @description When it happened; Meta's whole-second time where Meta gives one
             */
            at: string;
            /**
             * Format: date-time
             * @description When we learned it
             */
            recordedAt: string;
            data: {
                [key: string]: unknown;
            };
        };
        MessageWithEventsDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "PENDING" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "CANCELLED";
            /** @enum {string|null} */
            pendingReason: "SCHEDULED" | "QUEUED" | "SENDING" | "RETRYING" | "UNCONFIRMED" | "HELD" | "SENDER_PAUSED" | "TEMPLATE_PAUSED" | "DISABLED" | null;
            /** @example +34612345678 */
            to: string | null;
            recipientName: string | null;
            sender: string;
            template: components["schemas"]["MessageTemplateDto"];
            /** @description The text as the recipient sees it */
            text: string | null;
            reference: string | null;
            /** @enum {string} */
            priority: "bulk" | "normal" | "high";
            metadata: {
                [key: string]: unknown;
            } | null;
            whatsappMessageId: string | null;
            attempts: number;
            error: components["schemas"]["MessageErrorDto"] | null;
            pricing: {
                [key: string]: unknown;
            } | null;
            resendOf: string | null;
            metaStatus: string | null;
            /** Format: date-time */
            pendingUntil: string | null;
            warnings: string[];
            /** Format: date-time */
            scheduledAt: string | null;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            /** Format: date-time */
            failedAt: string | null;
            events: components["schemas"]["MessageEventDto"][];
        };
        ResendRequestDto: {
            /**
             * @description Needed where Meta may have sent it: FAILED with UNCONFIRMED
             * @default false
             */
            force?: boolean;
        };
        SupplierDto: {
            /** @example Proveedor ABC */
            name: string;
            /**
             * @description As `to` of a message: a phone, or Meta's user id
             * @example +34612345678
             */
            phone: string;
        };
        TotalDto: {
            /**
             * @description A decimal text, never a number: floats lose cents
             * @example 1250.00
             */
            amount: string;
            /**
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
        };
        PurchaseOrderRequestDto: {
            supplier: components["schemas"]["SupplierDto"];
            /** @example PO-2024-001 */
            orderNumber: string;
            total: components["schemas"]["TotalDto"];
            /**
             * Format: uri
             * @description The template's document header
             */
            documentUrl?: string | null;
            /**
             * Format: date-time
             * @description Not before this time
             */
            sendAt?: string | null;
            /** @description Higher than the last: replaces the earlier message */
            revision?: number;
        };
        SupersededDto: {
            /** Format: uuid */
            id: string;
            /** @description False: Meta had it already */
            cancelled: boolean;
        };
        PurchaseOrderMessageDto: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "PENDING" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "CANCELLED";
            /** @enum {string|null} */
            pendingReason: "SCHEDULED" | "QUEUED" | "SENDING" | "RETRYING" | "UNCONFIRMED" | "HELD" | "SENDER_PAUSED" | "TEMPLATE_PAUSED" | "DISABLED" | null;
            /** @example +34612345678 */
            to: string | null;
            recipientName: string | null;
            sender: string;
            template: components["schemas"]["MessageTemplateDto"];
            /** @description The text as the recipient sees it */
            text: string | null;
            reference: string | null;
            /** @enum {string} */
            priority: "bulk" | "normal" | "high";
            metadata: {
                [key: string]: unknown;
            } | null;
            whatsappMessageId: string | null;
            attempts: number;
            error: components["schemas"]["MessageErrorDto"] | null;
            pricing: {
                [key: string]: unknown;
            } | null;
            resendOf: string | null;
            metaStatus: string | null;
            /** Format: date-time */
            pendingUntil: string | null;
            warnings: string[];
            /** Format: date-time */
            scheduledAt: string | null;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            sentAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /** Format: date-time */
            readAt: string | null;
            /** Format: date-time */
            failedAt: string | null;
            superseded: components["schemas"]["SupersededDto"] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    Health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Health Check is successful */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example ok
                         * @enum {string}
                         */
                        status?: "ok" | "degraded";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /** @example {} */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
            /** @description The Health Check is not successful */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example error
                         * @enum {string}
                         */
                        status?: "error" | "shutting_down";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       },
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Metrics_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Senders_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SenderListDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Senders_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SenderDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Senders_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SenderDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Senders_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SenderDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Suppressions_list: {
        parameters: {
            query?: {
                to?: string;
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionPageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Suppressions_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressionRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuppressionDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Suppressions_lift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Templates_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateListDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Templates_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTemplateDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTemplateDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Templates_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateListDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Templates_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplatePreviewRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatePreviewDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Templates_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateSyncDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_list: {
        parameters: {
            query?: {
                status?: "PENDING" | "SENT" | "DELIVERED" | "READ" | "FAILED" | "CANCELLED";
                to?: string;
                reference?: string;
                template?: string;
                sender?: string;
                errorCode?: string;
                createdFrom?: string;
                createdTo?: string;
                updatedFrom?: string;
                pendingReason?: "SCHEDULED" | "QUEUED" | "SENDING" | "RETRYING" | "UNCONFIRMED" | "HELD" | "SENDER_PAUSED" | "TEMPLATE_PAUSED" | "DISABLED";
                /** @description SENT longer ago than UNDELIVERED_AFTER, and not delivered */
                undelivered?: "true";
                /** @description Prefix of reference, name, phone or WhatsApp message id */
                q?: string;
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_accept: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 printable characters. The same key and body make the same message, never a second one. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageRequestDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description At most 255 printable characters. The same key and body make the same message, never a second one. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequestDto"];
            };
        };
        responses: {
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResultsDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageWithEventsDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_resend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendRequestDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_release: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    Messages_fail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    PurchaseOrders_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseOrderRequestDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseOrderMessageDto"];
                };
            };
            /** @description Refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
}
