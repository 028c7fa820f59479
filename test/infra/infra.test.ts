/*
 * Every case of the construct and the stack in one file for Jest: `aws-cdk-lib` takes seconds to load, and Jest loads it
 * anew for each file of its own.
 */
import './alarms.cases.ts';
import './census.cases.ts';
import './consumer-rights.cases.ts';
import './context.cases.ts';
import './dashboard.cases.ts';
import './expected-fleet.cases.ts';
import './log-queries.cases.ts';
import './nag.cases.ts';
import './notices.cases.ts';
import './operator.cases.ts';
import './refresh-scheduler.cases.ts';
import './rejections.cases.ts';
import './rights-page.cases.ts';
import './rights.cases.ts';
import './settings.cases.ts';
