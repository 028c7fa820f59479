import type { WidgetView } from '../../../cloudwatch/views.ts';

/** The widgets of one kind. */
export type WidgetOf<Kind extends WidgetView['kind']> = Extract<WidgetView, { readonly kind: Kind }>;
