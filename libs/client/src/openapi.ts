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
        /** Send again, at all or to one country, one message first, whoever paused it */
        post: operations["Senders_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the messages of each day or hour, how fast, and why not */
        get: operations["Stats_read"];
        put?: never;
        post?: never;
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
    "/api/v1/whatsapp/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, what of the free tier is left, billable messages and what they cost */
        get: operations["Usage_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The endpoints of this client, the newest first */
        get: operations["CallbackEndpoints_list"];
        put?: never;
        /** Be told of what happens; the secret is shown this once */
        post: operations["CallbackEndpoints_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One endpoint */
        get: operations["CallbackEndpoints_read"];
        put?: never;
        post?: never;
        /** Be told nothing more; what waits for it is dropped */
        delete: operations["CallbackEndpoints_remove"];
        options?: never;
        head?: never;
        /** Change it, disable it, enable it again */
        patch: operations["CallbackEndpoints_change"];
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another secret, shown this once; the one before signs too for 24 hours */
        post: operations["CallbackEndpoints_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was told to it, the newest first, with every try */
        get: operations["CallbackDeliveries_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with every try */
        get: operations["CallbackDeliveries_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver it once more, under the same id, whatever became of it */
        post: operations["CallbackDeliveries_redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver all that happened since then and was not delivered, each under its id */
        post: operations["CallbackDeliveries_recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whatsapp/callback-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deliver a test event now */
        post: operations["CallbackDeliveries_test"];
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
    "/api/v1/whatsapp/messages/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send all FAILED messages again that match the filters of the list, each as a new one */
        post: operations["Messages_resendAll"];
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
        CountryPauseDto: {
            /**
             * @description ISO 3166
             * @example ES
             */
            country: string;
            /**
             * @description Meta's code
             * @example 130497
             */
            code: string;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description One message is tried then, or is being tried
             */
            waitUntil: string;
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
            countryPauses: components["schemas"]["CountryPauseDto"][];
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
            /**
             * Format: date-time
             * @description How far Meta's statuses of its messages have come, by Meta's own clock
             */
            heardUntil: string | null;
            /**
             * Format: date-time
             * @description Meta has taken messages since then and told nothing of them for minutes; null where it tells
             */
            silentSince: string | null;
            queue: components["schemas"]["SenderQueueDto"];
        };
        SenderListDto: {
            items: components["schemas"]["SenderDto"][];
        };
        PauseRequestDto: {
            /** @example The number moves to another account on Monday */
            reason: string;
        };
        ResumeRequestDto: {
            /**
             * @description Only what waits for this country (ISO 3166), one message first
             * @example ES
             */
            country?: string;
        };
        PercentilesDto: {
            /**
             * @description Half of the messages took no longer; seconds, within 9 %
             * @example 0.351
             */
            p50: number;
            /** @example 0.838 */
            p95: number;
            /** @example 1.993 */
            p99: number;
        };
        ExplainedFailureDto: {
            /** @example 131026 */
            code: string;
            count: number;
            /** @enum {string} */
            source: "META" | "RECADO";
            title: string;
            /** @description What to do about it */
            advice: string;
        };
        StatsTotalDto: {
            accepted: number;
            /** @description Taken by Meta, whatever became of them then */
            sent: number;
            /** @description READ ones included */
            delivered: number;
            read: number;
            failed: number;
            cancelled: number;
            /**
             * @description delivered / sent; null where nothing was sent
             * @example 0.9731
             */
            deliveryRate: number | null;
            /** @description From acceptance, or sendAt, until Meta took them */
            timeToSent: components["schemas"]["PercentilesDto"] | null;
            /** @description The same until they were delivered */
            timeToDelivered: components["schemas"]["PercentilesDto"] | null;
            /** @description The most frequent first */
            failures: components["schemas"]["ExplainedFailureDto"][];
        };
        FailureCountDto: {
            /** @example 131026 */
            code: string;
            count: number;
        };
        StatsItemDto: {
            accepted: number;
            /** @description Taken by Meta, whatever became of them then */
            sent: number;
            /** @description READ ones included */
            delivered: number;
            read: number;
            failed: number;
            cancelled: number;
            /**
             * @description delivered / sent; null where nothing was sent
             * @example 0.9731
             */
            deliveryRate: number | null;
            /** @description From acceptance, or sendAt, until Meta took them */
            timeToSent: components["schemas"]["PercentilesDto"] | null;
            /** @description The same until they were delivered */
            timeToDelivered: components["schemas"]["PercentilesDto"] | null;
            /**
             * Format: date-time
             * @description Beginning of the hour or day (UTC)
             */
            start: string;
            failures: components["schemas"]["FailureCountDto"][];
        };
        StatsDto: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** @enum {string} */
            by: "day" | "hour";
            total: components["schemas"]["StatsTotalDto"];
            /** @description Every hour or day, the earliest first */
            items: components["schemas"]["StatsItemDto"][];
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
            /**
             * @description Phone number ids that it is sent from
             * @example [
             *       "106540352242922"
             *     ]
             */
            senders: string[];
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
        FreeTierDto: {
            /** @description FREE_CONVERSATIONS_PER_MONTH */
            limit: number;
            /** @description Conversations of the number, of those clients that the key may see */
            used: number;
            /** @description limit - used */
            left: number;
            /** @description Other clients, whom the key does not see, use it up as well */
            shared: boolean;
        };
        PricedMessagesDto: {
            /**
             * @description Meta's word
             * @example utility
             */
            category: string | null;
            /**
             * @description Meta's word; null per conversation (CBP)
             * @example regular
             */
            type: string | null;
            messages: number;
        };
        DeliveredMessagesDto: {
            delivered: number;
            /** @description Charged, as Meta's webhooks say */
            billable: components["schemas"]["PricedMessagesDto"][];
            free: components["schemas"]["PricedMessagesDto"][];
            /** @description Of which Meta told no price */
            withoutPricing: number;
        };
        CostLineDto: {
            /** @example Spain */
            market: string;
            /** @example utility */
            category: string;
            messages: number;
            /**
             * @description Of one message
             * @example 0.0166
             */
            price: string;
            /**
             * @description A decimal text, in the currency of the rate card
             * @example 12.50
             */
            cost: string;
        };
        UnpricedDto: {
            /**
             * @description ISO 3166; null where it is not known
             * @example JP
             */
            country: string | null;
            /** @example marketing */
            category: string | null;
            messages: number;
        };
        CostDto: {
            /** @example EUR */
            currency: string;
            /**
             * @description A decimal text, in the currency of the rate card
             * @example 12.50
             */
            estimated: string;
            lines: components["schemas"]["CostLineDto"][];
            /** @description Billable messages that the rate card has no price for */
            unpriced: components["schemas"]["UnpricedDto"][];
        };
        ForecastDto: {
            /** @description At the end of the month, if it goes on like the last seven days */
            conversations: number;
            /**
             * @description A decimal text, in the currency of the rate card
             * @example 12.50
             */
            cost: string | null;
        };
        SenderMonthDto: {
            /** @example 2026-11 */
            month: string;
            /** @example 106540352242922 */
            sender: string;
            /** @description Fixed windows of 24 hours for each recipient, opened by a delivery outside of one */
            conversations: number;
            freeTier: components["schemas"]["FreeTierDto"];
            messages: components["schemas"]["DeliveredMessagesDto"];
            /** @description Null without RATE_CARD_FILE */
            cost: components["schemas"]["CostDto"] | null;
            /** @description Null of a month that is over */
            forecast: components["schemas"]["ForecastDto"] | null;
        };
        UsageDto: {
            /**
             * @description BILLING_TIMEZONE
             * @example Europe/Madrid
             */
            timezone: string;
            /** @description The newest month first */
            items: components["schemas"]["SenderMonthDto"][];
        };
        CallbackEndpointDto: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            /** @description Null: all of them */
            events: ("message.sent" | "message.delivered" | "message.read" | "message.failed" | "message.cancelled" | "message.held" | "message.undelivered" | "message.order_acknowledged" | "message.reply" | "recipient.opted_out" | "sender.paused" | "sender.resumed" | "template.status_changed" | "template.category_changed" | "usage.free_tier_near")[] | null;
            /** @description Null: all of them */
            senders: string[] | null;
            rateLimit: number | null;
            enabled: boolean;
            /**
             * @description EXHAUSTED: a delivery failed for the last time; GONE: it answered 410
             * @enum {string|null}
             */
            disabledBecause: "PERSON" | "EXHAUSTED" | "GONE" | null;
            /** Format: date-time */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description Until when the secret before signs too
             */
            previousSecretUntil: string | null;
            /** @description Deliveries that wait for their first try, or for another */
            waiting: number;
            /**
             * Format: date-time
             * @description When the waiting delivery that has failed most often failed first; null where none has failed
             */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        CallbackEndpointListDto: {
            items: components["schemas"]["CallbackEndpointDto"][];
        };
        CallbackEndpointRequestDto: {
            /** @example https://procurement.example.com/callbacks */
            url: string;
            /** @description Left out: all of them */
            events?: ("message.sent" | "message.delivered" | "message.read" | "message.failed" | "message.cancelled" | "message.held" | "message.undelivered" | "message.order_acknowledged" | "message.reply" | "recipient.opted_out" | "sender.paused" | "sender.resumed" | "template.status_changed" | "template.category_changed" | "usage.free_tier_near")[] | null;
            /**
             * @description Phone number ids; left out: all that the key may use
             * @example [
             *       "106540352242922"
             *     ]
             */
            senders?: string[] | null;
            /** @example Procurement, production */
            description?: string | null;
            /** @description Deliveries begun in a second, at the most; left out: as fast as it answers, ten at once */
            rateLimit?: number | null;
            /** @default true */
            enabled?: boolean;
        };
        CallbackEndpointWithSecretDto: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            /** @description Null: all of them */
            events: ("message.sent" | "message.delivered" | "message.read" | "message.failed" | "message.cancelled" | "message.held" | "message.undelivered" | "message.order_acknowledged" | "message.reply" | "recipient.opted_out" | "sender.paused" | "sender.resumed" | "template.status_changed" | "template.category_changed" | "usage.free_tier_near")[] | null;
            /** @description Null: all of them */
            senders: string[] | null;
            rateLimit: number | null;
            enabled: boolean;
            /**
             * @description EXHAUSTED: a delivery failed for the last time; GONE: it answered 410
             * @enum {string|null}
             */
            disabledBecause: "PERSON" | "EXHAUSTED" | "GONE" | null;
            /** Format: date-time */
            disabledAt: string | null;
            /**
             * Format: date-time
             * @description Until when the secret before signs too
             */
            previousSecretUntil: string | null;
            /** @description Deliveries that wait for their first try, or for another */
            waiting: number;
            /**
             * Format: date-time
             * @description When the waiting delivery that has failed most often failed first; null where none has failed
             */
            failingSince: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Shown now and never again
             * @example whsec_…
             */
            secret: string;
        };
        CallbackEndpointChangeDto: {
            /** @example https://procurement.example.com/callbacks */
            url?: string;
            /** @description Left out: all of them */
            events?: ("message.sent" | "message.delivered" | "message.read" | "message.failed" | "message.cancelled" | "message.held" | "message.undelivered" | "message.order_acknowledged" | "message.reply" | "recipient.opted_out" | "sender.paused" | "sender.resumed" | "template.status_changed" | "template.category_changed" | "usage.free_tier_near")[] | null;
            /**
             * @description Phone number ids; left out: all that the key may use
             * @example [
             *       "106540352242922"
             *     ]
             */
            senders?: string[] | null;
            /** @example Procurement, production */
            description?: string | null;
            /** @description Deliveries begun in a second, at the most; left out: as fast as it answers, ten at once */
            rateLimit?: number | null;
            /** @default true */
            enabled?: boolean;
        };
        CallbackAttemptDto: {
            number: number;
            /** Format: date-time */
            startedAt: string;
            durationMs: number;
            /** @description Of its answer; null where there was none */
            status: number | null;
            /**
             * @description Why there was none
             * @example ECONNREFUSED
             */
            error: string | null;
            /** @description The first bytes of its answer */
            answer: string | null;
        };
        CallbackDeliveryDto: {
            /**
             * Format: uuid
             * @description The header webhook-id of every try
             */
            id: string;
            /** @example message.delivered */
            type: string;
            /** @enum {string} */
            state: "WAITING" | "DELIVERED" | "FAILED";
            /** Format: uuid */
            messageId: string | null;
            /** Format: date-time */
            occurredAt: string;
            /**
             * Format: date-time
             * @description When it is tried next
             */
            nextTryAt: string | null;
            attempts: components["schemas"]["CallbackAttemptDto"][];
        };
        CallbackDeliveryPageDto: {
            items: components["schemas"]["CallbackDeliveryDto"][];
            nextCursor: string | null;
        };
        RecoverRequestDto: {
            /**
             * Format: date-time
             * @description Of what happened since then, all that was not delivered
             */
            since: string;
            /**
             * @description true: only count
             * @default false
             */
            dryRun?: boolean;
        };
        RecoveredDto: {
            /** @description Deliveries that are tried again, or would be */
            recovered: number;
            dryRun: boolean;
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
            header?: components["schemas"]["TextHeaderDto"] | components["schemas"]["MediaHeaderDto"] | components["schemas"]["DocumentHeaderDto"] | components["schemas"]["LocationHeaderDto"];
            buttons?: (components["schemas"]["UrlButtonDto"] | components["schemas"]["QuickReplyButtonDto"] | components["schemas"]["CopyCodeButtonDto"] | components["schemas"]["FlowButtonDto"])[];
            /** @example po_notification */
            name: string;
            /** @example es */
            language: string;
            parameters: string[] | {
                [key: string]: string;
            };
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
            code: "INVALID_REQUEST" | "MALFORMED_JSON" | "CURSOR_INVALID" | "UNAUTHENTICATED" | "WEBHOOK_SIGNATURE_INVALID" | "SCOPE_MISSING" | "SENDER_NOT_ALLOWED" | "FOREIGN_ORIGIN" | "WEBHOOK_VERIFY_TOKEN_WRONG" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_CANCELLABLE" | "NOT_HELD" | "NOT_RESENDABLE" | "ALREADY_RESENT" | "SUPERSEDED" | "PURCHASE_ORDER_CHANGED" | "REVISION_NOT_ABOVE_LAST" | "SENDER_ALREADY_PAUSED" | "SENDER_NOT_PAUSED" | "CALLBACK_ENDPOINT_DISABLED" | "TOO_MANY_CALLBACK_ENDPOINTS" | "TEMPLATE_EXISTS" | "REQUEST_TIMEOUT" | "BODY_TOO_LARGE" | "URI_TOO_LONG" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_FAILED" | "PHONE_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "SENDER_UNKNOWN" | "TEMPLATE_UNKNOWN" | "TEMPLATE_NOT_APPROVED" | "TEMPLATE_PARAMETERS_INVALID" | "TEMPLATE_REFUSED" | "CALLBACK_URL_REFUSED" | "SUPPRESSED" | "RATE_LIMITED" | "TOO_MANY_FAILED_ATTEMPTS" | "HEADERS_TOO_LARGE" | "INTERNAL_ERROR" | "META_REFUSED" | "META_UNREACHABLE" | "CALLBACKS_NOT_CONFIGURED" | "NOT_READY" | "UNAVAILABLE";
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
        BulkResendRequestDto: {
            /** @example +34612345678 */
            to?: string;
            reference?: string;
            template?: string;
            sender?: string;
            /** @example 131026 */
            errorCode?: string;
            /** Format: date-time */
            createdFrom?: string;
            /** Format: date-time */
            createdTo?: string;
            /** Format: date-time */
            updatedFrom?: string;
            /** @description Prefix of reference, name, phone or WhatsApp message id */
            q?: string;
            /** @description nextCursor of the page before */
            cursor?: string;
            /**
             * @description Also those that Meta may have sent: FAILED with UNCONFIRMED
             * @default false
             */
            force?: boolean;
            /**
             * @description Only say how many it would be
             * @default false
             */
            dryRun?: boolean;
        };
        SkippedDto: {
            /**
             * @description What resending one alone would have been refused with
             * @enum {string}
             */
            code: "INVALID_REQUEST" | "MALFORMED_JSON" | "CURSOR_INVALID" | "UNAUTHENTICATED" | "WEBHOOK_SIGNATURE_INVALID" | "SCOPE_MISSING" | "SENDER_NOT_ALLOWED" | "FOREIGN_ORIGIN" | "WEBHOOK_VERIFY_TOKEN_WRONG" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_CANCELLABLE" | "NOT_HELD" | "NOT_RESENDABLE" | "ALREADY_RESENT" | "SUPERSEDED" | "PURCHASE_ORDER_CHANGED" | "REVISION_NOT_ABOVE_LAST" | "SENDER_ALREADY_PAUSED" | "SENDER_NOT_PAUSED" | "CALLBACK_ENDPOINT_DISABLED" | "TOO_MANY_CALLBACK_ENDPOINTS" | "TEMPLATE_EXISTS" | "REQUEST_TIMEOUT" | "BODY_TOO_LARGE" | "URI_TOO_LONG" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION_FAILED" | "PHONE_INVALID" | "IDEMPOTENCY_KEY_REUSED" | "SENDER_UNKNOWN" | "TEMPLATE_UNKNOWN" | "TEMPLATE_NOT_APPROVED" | "TEMPLATE_PARAMETERS_INVALID" | "TEMPLATE_REFUSED" | "CALLBACK_URL_REFUSED" | "SUPPRESSED" | "RATE_LIMITED" | "TOO_MANY_FAILED_ATTEMPTS" | "HEADERS_TOO_LARGE" | "INTERNAL_ERROR" | "META_REFUSED" | "META_UNREACHABLE" | "CALLBACKS_NOT_CONFIGURED" | "NOT_READY" | "UNAVAILABLE";
            count: number;
        };
        BulkResendDto: {
            dryRun: boolean;
            /** @description FAILED messages that matched */
            matched: number;
            /** @description Sent again as new messages; of a dry run, how many would be */
            resent: number;
            skipped: components["schemas"]["SkippedDto"][];
            /** @description Where more match than one call takes: `cursor` of the next */
            nextCursor: string | null;
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
            /** @description Whether it was cancelled now; false: Meta has it, or may have it, or it had ended before */
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now; `NOT_READY`: The service is not ready */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SENDER_ALREADY_PAUSED`: A person has paused the sender already */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ResumeRequestDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SENDER_NOT_PAUSED`: The sender is not paused */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    Stats_read: {
        parameters: {
            query?: {
                /** @description Messages accepted from then on, to the whole hour or day (UTC); default: 30 days ago, or 24 hours */
                from?: string;
                /** @description Messages accepted before then, to the end of its hour or day (UTC); default: now */
                to?: string;
                /** @description At most 92 days, or 168 hours at once */
                by?: "day" | "hour";
                sender?: string;
                template?: string;
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
                    "application/json": components["schemas"]["StatsDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `CURSOR_INVALID`: The cursor is not one of ours */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `TEMPLATE_EXISTS`: There is a template of this name */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `SENDER_UNKNOWN`: There is no such sender; `TEMPLATE_REFUSED`: Meta does not take the template like this */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `META_REFUSED`: Meta refused the call */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now; `META_UNREACHABLE`: Meta does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `SENDER_UNKNOWN`: There is no such sender; `TEMPLATE_UNKNOWN`: Meta has no such template; `TEMPLATE_PARAMETERS_INVALID`: The parameters do not fit the template */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `META_REFUSED`: Meta refused the call */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now; `META_UNREACHABLE`: Meta does not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    Usage_read: {
        parameters: {
            query?: {
                /** @description First month, of BILLING_TIMEZONE; default: that of `to` */
                from?: string;
                /** @description Last month; default: the present one */
                to?: string;
                sender?: string;
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
                    "application/json": components["schemas"]["UsageDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_list: {
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
                    "application/json": components["schemas"]["CallbackEndpointListDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallbackEndpointRequestDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackEndpointWithSecretDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `TOO_MANY_CALLBACK_ENDPOINTS`: The client has enough callback endpoints */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `CALLBACK_URL_REFUSED`: Callbacks cannot go to this address; `SENDER_UNKNOWN`: There is no such sender */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now; `CALLBACKS_NOT_CONFIGURED`: Callbacks are not set up here */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_read: {
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
                    "application/json": components["schemas"]["CallbackEndpointDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_remove: {
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_change: {
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
                "application/json": components["schemas"]["CallbackEndpointChangeDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackEndpointDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `CALLBACK_URL_REFUSED`: Callbacks cannot go to this address; `SENDER_UNKNOWN`: There is no such sender */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackEndpoints_rotate: {
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
                    "application/json": components["schemas"]["CallbackEndpointWithSecretDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now; `CALLBACKS_NOT_CONFIGURED`: Callbacks are not set up here */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackDeliveries_list: {
        parameters: {
            query?: {
                state?: "WAITING" | "DELIVERED" | "FAILED";
                limit?: number;
                /** @description nextCursor of the page before */
                cursor?: string;
            };
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
                    "application/json": components["schemas"]["CallbackDeliveryPageDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `CURSOR_INVALID`: The cursor is not one of ours */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackDeliveries_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                deliveryId: string;
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
                    "application/json": components["schemas"]["CallbackDeliveryDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackDeliveries_redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackDeliveryDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `CALLBACK_ENDPOINT_DISABLED`: The callback endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackDeliveries_recover: {
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
                "application/json": components["schemas"]["RecoverRequestDto"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveredDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `CALLBACK_ENDPOINT_DISABLED`: The callback endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    CallbackDeliveries_test: {
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
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackDeliveryDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `CALLBACK_ENDPOINT_DISABLED`: The callback endpoint is disabled */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `CURSOR_INVALID`: The cursor is not one of ours */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used; `SENDER_UNKNOWN`: There is no such sender; `TEMPLATE_UNKNOWN`: Meta has no such template; `TEMPLATE_NOT_APPROVED`: The template cannot be sent; `TEMPLATE_PARAMETERS_INVALID`: The parameters do not fit the template; `SUPPRESSED`: The recipient must not be written to; `IDEMPOTENCY_KEY_REUSED`: The idempotency key was used with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_CANCELLABLE`: The message cannot be cancelled any more */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_RESENDABLE`: The message cannot be sent again; `ALREADY_RESENT`: The message was sent again before; `SUPERSEDED`: A higher revision of the order has replaced the message */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used; `SENDER_UNKNOWN`: There is no such sender; `TEMPLATE_UNKNOWN`: Meta has no such template; `TEMPLATE_NOT_APPROVED`: The template cannot be sent; `TEMPLATE_PARAMETERS_INVALID`: The parameters do not fit the template; `SUPPRESSED`: The recipient must not be written to */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
    Messages_resendAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkResendRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResendDto"];
                };
            };
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON; `CURSOR_INVALID`: The cursor is not one of ours */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_HELD`: The message does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_FOUND`: There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `NOT_HELD`: The message does not wait for a person */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
            /** @description `INVALID_REQUEST`: The request cannot be read; `MALFORMED_JSON`: The body is not JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAUTHENTICATED`: A valid API key is needed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `SCOPE_MISSING`: The API key may not do this; `SENDER_NOT_ALLOWED`: The API key may not use this sender; `FOREIGN_ORIGIN`: The page of another site sent this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `REQUEST_TIMEOUT`: The request came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `PURCHASE_ORDER_CHANGED`: The order number is known with other content; `REVISION_NOT_ABOVE_LAST`: The revision is not above the last one */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `URI_TOO_LONG`: The path is too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be application/json */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `VALIDATION_FAILED`: The request cannot be meant; `PHONE_INVALID`: The phone number cannot be used; `SENDER_UNKNOWN`: There is no such sender; `TEMPLATE_UNKNOWN`: Meta has no such template; `TEMPLATE_NOT_APPROVED`: The template cannot be sent; `TEMPLATE_PARAMETERS_INVALID`: The parameters do not fit the template; `SUPPRESSED`: The recipient must not be written to */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `RATE_LIMITED`: Too many requests; `TOO_MANY_FAILED_ATTEMPTS`: Too many requests with a wrong key */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `HEADERS_TOO_LARGE`: The headers are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `INTERNAL_ERROR`: Something went wrong on our side */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description `UNAVAILABLE`: The service cannot take requests now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
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
